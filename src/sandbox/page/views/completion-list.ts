import { html } from 'lit'
import { nameOf, type Person, type World } from '../state/world.ts'
import { avatarOf } from './avatar.ts'

export const optionId = (index: number) => `completion-${index}`

export const completionList = (
  world: World,
  matches: Person[],
  active: number,
  choose: (person: Person) => void,
) => html`
  <div class="completion">
    <p class="category" id="completion-title">Members</p>
    <ul role="listbox" id="completion" aria-labelledby="completion-title">
      ${matches.map(
        (person, index) => html`
          <li
            role="option"
            id=${optionId(index)}
            aria-selected=${index === active}
            @pointerdown=${(event: PointerEvent) => {
              // Before the composer loses the focus and with it the list.
              event.preventDefault()
              choose(person)
            }}
          >
            <img
              class="avatar tiny"
              src=${avatarOf(
                person,
                world.people.findIndex(({ id }) => id === person.id),
              )}
              alt=""
            />
            <b>${nameOf(person)}</b><small>${person.username}</small>
          </li>
        `,
      )}
    </ul>
  </div>
`
