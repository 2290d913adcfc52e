import { html } from 'lit'
import type { Actions } from '../state/actions.ts'
import { standingOf, type Place } from '../state/places.ts'
import type { State } from '../state/store.ts'
import { nameOf, type Person } from '../state/world.ts'
import { avatarOf } from './avatar.ts'
import { icons } from './icons.ts'
import { walk } from './menu-keys.ts'

/** Who one is at the moment, and the menu to be somebody else. */
export const personSwitch = (state: State, actions: Actions, place: Place) => {
  const people = state.world?.people ?? []
  const index = people.findIndex(({ id }) => id === state.me)
  const me = people[index]
  if (!me) return html``
  const about = ({ id, username }: Person) => [username, ...standingOf(state.world!, place, id)].join(' · ')
  return html`
    <div class="user-panel">
      <button class="user" popovertarget="people" aria-label=${`You are ${nameOf(me)}. Be somebody else`}>
        <span class="avatar small online"
          ><img src=${avatarOf(me, index)} alt="" width="32" height="32"
        /></span>
        <span class="user-names"><b>${nameOf(me)}</b><small>${about(me)}</small></span>
        ${icons.swap()}
      </button>
    </div>
    <div class="people" id="people" popover role="menu" aria-label="Write as" @keydown=${walk}>
      <p class="category">Write as</p>
      ${people.map(
        (person, index) => html`
          <button
            role="menuitemradio"
            aria-checked=${person.id === state.me}
            ?autofocus=${person.id === state.me}
            popovertarget="people"
            popovertargetaction="hide"
            @click=${() => actions.become(person.id)}
          >
            <span class="avatar small online"
              ><img src=${avatarOf(person, index)} alt="" width="32" height="32"
            /></span>
            <span class="user-names"><b>${nameOf(person)}</b><small>${about(person)}</small></span>
          </button>
        `,
      )}
    </div>
  `
}
