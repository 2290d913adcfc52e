import { html } from 'lit'
import { nameOf, type Person, type World } from '../state/world.ts'
import { avatarOf, colourOf } from './avatar.ts'

export const memberList = (world: World, members: Person[]) => html`
  <aside class="members" aria-label="Members">
    ${section(
      'Apps',
      world,
      members.filter(({ bot }) => bot),
    )}
    ${section(
      'Online',
      world,
      members.filter(({ bot }) => !bot),
    )}
  </aside>
`

const section = (title: string, world: World, members: Person[]) => html`
  <h3 class="category">${title} — ${members.length}</h3>
  <ul>
    ${members.map((member) => {
      const index = world.people.findIndex(({ id }) => id === member.id)
      return html`<li class="member">
        <span class="avatar small online"
          ><img src=${avatarOf(member, index)} alt="" width="32" height="32"
        /></span>
        <span class="member-name" style="color: ${colourOf(member, index)}">${nameOf(member)}</span>
        ${member.bot ? html`<span class="app-tag">App</span>` : ''}
      </li>`
    })}
  </ul>
`
