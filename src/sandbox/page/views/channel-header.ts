import { html, nothing } from 'lit'
import type { Actions } from '../state/actions.ts'
import { titleOf, type Place } from '../state/places.ts'
import type { State } from '../state/store.ts'
import { isThread } from '../state/world.ts'
import { icons } from './icons.ts'

export const channelHeader = (state: State, actions: Actions, place: Place) => {
  const dark = state.theme === 'dark'
  return html`<header class="channel-header">
    <button
      class="icon-button only-narrow"
      aria-label="Show guilds and channels"
      aria-expanded=${state.navigationOpen}
      aria-controls="navigation"
      ?data-unread=${[...state.unread].some((channel) => channel !== state.channel)}
      @click=${() => actions.showNavigation(true)}
    >
      ${icons.menu()}
    </button>
    <span class="channel-header-icon">${placeIcon(place)}</span>
    <h1>${titleOf(state.world!, place)}</h1>
    ${place.is === 'guild' && place.channel.topic ? html`<p class="topic">${place.channel.topic}</p>` : nothing}
    <span class="spring"></span>
    <button
      class="icon-button"
      aria-label=${dark ? 'Use the light theme' : 'Use the dark theme'}
      title=${dark ? 'Light theme' : 'Dark theme'}
      @click=${actions.toggleTheme}
    >
      ${dark ? icons.sun() : icons.moon()}
    </button>
    ${
      place.is === 'guild'
        ? html`<button
            class="icon-button only-wide"
            aria-label="Member list"
            title="Member list"
            aria-pressed=${state.membersOpen}
            @click=${actions.toggleMembers}
          >
            ${icons.people()}
          </button>`
        : nothing
    }
  </header>`
}

const placeIcon = (place: Place) => {
  if (place.is !== 'guild') return icons.at()
  return isThread(place.channel) ? icons.thread() : icons.hash()
}
