import { html, nothing } from 'lit'
import { keyed } from 'lit/directives/keyed.js'
import type { Actions } from '../state/actions.ts'
import { membersOf, placeOf } from '../state/places.ts'
import type { State } from '../state/store.ts'
import { banner } from './banner.ts'
import { channelHeader } from './channel-header.ts'
import { composer } from './composer.ts'
import { deleteDialog } from './delete-dialog.ts'
import { guildSettings } from './guild-settings.ts'
import { guildRail } from './guild-rail.ts'
import { memberList } from './member-list.ts'
import { namesIn } from './message.ts'
import { messageList } from './message-list.ts'
import { modalDialog } from './modal.ts'
import { sidebar } from './sidebar.ts'
import { threadDialog } from './thread-dialog.ts'
import { typingIndicator } from './typing-indicator.ts'

/** The whole page as a function of the state. */
export const app = (state: State, actions: Actions) => {
  const { world } = state
  if (!world) {
    return html`<div class="boot" role="status">
      <img src="/page/icon.svg" alt="" width="80" height="80" />
      <p>${state.connection === 'lost' ? 'The sandbox does not answer. Is it running?' : 'Connecting…'}</p>
    </div>`
  }
  const place = placeOf(world, state.channel)
  const members = membersOf(world, place)
  return html`
    ${banner(state)}
    <div class="frame" ?data-navigation=${state.navigationOpen}>
      <nav class="navigation" aria-label="Guilds and channels" id="navigation">
        ${guildRail(state, actions, place)} ${sidebar(state, actions, place)}
      </nav>
      <button
        class="scrim"
        aria-label="Close the navigation"
        tabindex=${state.navigationOpen ? 0 : -1}
        @click=${() => actions.showNavigation(false)}
      ></button>
      <main class="chat" ?inert=${state.navigationOpen}>
        ${channelHeader(state, actions, place)}
        <div class="columns">
          <div class="conversation">
            ${keyed(state.channel, messageList(state, actions, place))}
            ${composer(state, actions, place, members)} ${typingIndicator(state)}
          </div>
          ${state.membersOpen && place.is === 'guild' ? memberList(state, actions, place, members) : nothing}
        </div>
      </main>
    </div>
    ${deleteDialog(state, actions)} ${threadDialog(state, actions)} ${guildSettings(state, actions)}
    ${modalDialog(state, actions, members, namesIn(state))}
  `
}
