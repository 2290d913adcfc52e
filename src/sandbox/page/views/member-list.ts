import { html, nothing } from 'lit'
import type { Actions } from '../state/actions.ts'
import { menuCommands } from '../state/commands.ts'
import { standingOf, type Place } from '../state/places.ts'
import type { State } from '../state/store.ts'
import { nameOf, type Person } from '../state/world.ts'
import { appsMenu } from './apps-menu.ts'
import { avatarOf, colourOf } from './avatar.ts'

export const memberList = (state: State, actions: Actions, place: Place, members: Person[]) => html`
  <aside class="members" aria-label="Members">
    ${section(
      'Apps',
      place,
      state,
      actions,
      members.filter(({ bot }) => bot),
    )}
    ${section(
      'Online',
      place,
      state,
      actions,
      members.filter(({ bot }) => !bot),
    )}
  </aside>
`

const section = (title: string, place: Place, state: State, actions: Actions, members: Person[]) =>
  members.length === 0
    ? nothing
    : html`
        <h3 class="category">${title} — ${members.length}</h3>
        <ul>
          ${members.map((member) => {
            const index = state.world!.people.findIndex(({ id }) => id === member.id)
            return html`<li class="member">
              <span class="avatar small online"
                ><img src=${avatarOf(member, index)} alt="" width="32" height="32"
              /></span>
              <span class="member-name"
                ><span style="color: ${colourOf(member, index)}">${nameOf(member)}</span
                >${standing(state, place, member)}</span
              >
              ${member.bot ? html`<span class="app-tag">App</span>` : ''}
              ${appsMenu(`apps-${member.id}`, ` for ${nameOf(member)}`, menuCommands(state.commands, 'person'), (name) => void actions.runOnPerson(member.id, name))}
            </li>`
          })}
        </ul>
      `

const standing = (state: State, place: Place, { id, bot }: Person) => {
  const said = bot ? [] : standingOf(state.world!, place, id)
  return said.length > 0 ? html`<small>${said.join(' · ')}</small>` : nothing
}
