import { html } from 'lit'
import type { Actions } from '../state/actions.ts'
import { menuCommands } from '../state/commands.ts'
import type { State } from '../state/store.ts'
import { nameOf, type Person } from '../state/world.ts'
import { appsMenu } from './apps-menu.ts'
import { avatarOf, colourOf } from './avatar.ts'

export const memberList = (state: State, actions: Actions, members: Person[]) => html`
  <aside class="members" aria-label="Members">
    ${section(
      'Apps',
      state,
      actions,
      members.filter(({ bot }) => bot),
    )}
    ${section(
      'Online',
      state,
      actions,
      members.filter(({ bot }) => !bot),
    )}
  </aside>
`

const section = (title: string, state: State, actions: Actions, members: Person[]) => html`
  <h3 class="category">${title} — ${members.length}</h3>
  <ul>
    ${members.map((member) => {
      const index = state.world!.people.findIndex(({ id }) => id === member.id)
      return html`<li class="member">
        <span class="avatar small online"
          ><img src=${avatarOf(member, index)} alt="" width="32" height="32"
        /></span>
        <span class="member-name" style="color: ${colourOf(member, index)}">${nameOf(member)}</span>
        ${member.bot ? html`<span class="app-tag">App</span>` : ''}
        ${appsMenu(`apps-${member.id}`, ` for ${nameOf(member)}`, menuCommands(state.commands, 'person'), (name) => void actions.runOnPerson(member.id, name))}
      </li>`
    })}
  </ul>
`
