import { html, nothing } from 'lit'
import type { Actions } from '../state/actions.ts'
import { channelsOf, directMessagesOf, type Place } from '../state/places.ts'
import type { State } from '../state/store.ts'

/** The column of round buttons: direct messages, then the guilds. */
export const guildRail = (state: State, actions: Actions, place: Place) => {
  const direct = directMessagesOf(state)[0]
  return html`<div class="rail" role="group" aria-label="Guilds">
    ${
      direct
        ? entry({
            name: 'Direct messages',
            face: html`<img src="/page/icon.svg" alt="" width="48" height="48" />`,
            current: place.is === 'direct',
            unread: state.unread.has(direct.id),
            open: () => void actions.open(direct.id),
          })
        : nothing
    }
    <div class="rail-divider" role="separator"></div>
    ${state.world?.guilds.map((guild) =>
      entry({
        name: guild.name,
        face: initials(guild.name),
        current: place.is === 'guild' && place.guild.id === guild.id,
        unread: channelsOf(guild).some(({ id }) => state.unread.has(id)),
        open: () => actions.openGuild(guild.id),
      }),
    )}
  </div>`
}

type Entry = { name: string; face: unknown; current: boolean; unread: boolean; open: () => void }

const entry = ({ name, face, current, unread, open }: Entry) => html`
  <div class="rail-entry" ?data-current=${current} ?data-unread=${unread}>
    <button
      class="rail-button"
      title=${name}
      aria-label=${unread ? `${name}, unread messages` : name}
      aria-current=${current ? 'true' : nothing}
      @click=${open}
    >
      ${face}
    </button>
  </div>
`

const initials = (name: string) =>
  name
    .split(/\s+/)
    .map((word) => Array.from(word)[0])
    .join('')
    .slice(0, 3)
