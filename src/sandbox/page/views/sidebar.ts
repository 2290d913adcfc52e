import { html, nothing } from 'lit'
import type { Actions } from '../state/actions.ts'
import { channelsOf, directMessagesOf, type Place } from '../state/places.ts'
import type { State } from '../state/store.ts'
import { botMayWrite, isThread, nameOf, type Channel } from '../state/world.ts'
import { icons } from './icons.ts'
import { personSwitch } from './person-switch.ts'

/** The guild's channels or the direct messages, and who one is. */
export const sidebar = (state: State, actions: Actions, place: Place) => html`
  <div class="sidebar">
    <h2 class="sidebar-title">${place.is === 'guild' ? place.guild.name : 'Direct messages'}</h2>
    <div class="channels">
      ${
        place.is === 'guild'
          ? html`<h3 class="category">Text channels</h3>
              <ul>
                ${channelsOf(place.guild).map((channel) => guildChannel(state, actions, channel))}
              </ul>`
          : html`<ul>
              ${directMessagesOf(state).map(({ id }) => directMessage(state, actions, id))}
            </ul>`
      }
    </div>
    ${personSwitch(state, actions)}
  </div>
`

const guildChannel = (state: State, actions: Actions, channel: Channel) => {
  const readOnly = botMayWrite(channel) ? '' : ', read only for the bot'
  return entry(state, actions, channel.id, {
    label: `${channel.name}${isThread(channel) ? ', thread' : ''}${readOnly}`,
    thread: isThread(channel),
    face: html`${iconOf(channel)}<span class="channel-name">${channel.name}</span>${
        !botMayWrite(channel)
          ? html`<span class="channel-mark" title="The bot may not write here">${icons.lock()}</span>`
          : nothing
      }`,
  })
}

const directMessage = (state: State, actions: Actions, id: string) => {
  const bot = state.world!.bot
  return entry(state, actions, id, {
    label: nameOf(bot),
    thread: false,
    face: html`<span class="avatar small online"
        ><img src="/page/icon.svg" alt="" width="32" height="32" /></span
      ><span class="channel-name">${nameOf(bot)}</span>`,
  })
}

type Entry = { label: string; thread: boolean; face: unknown }

const entry = (state: State, actions: Actions, id: string, { label, thread, face }: Entry) => {
  const unread = state.unread.has(id)
  return html`<li class="channel" ?data-thread=${thread} ?data-unread=${unread}>
    <button
      class="channel-button"
      aria-label=${unread ? `${label}, unread messages` : label}
      aria-current=${state.channel === id ? 'page' : nothing}
      @click=${() => void actions.open(id)}
    >
      ${face}
    </button>
  </li>`
}

const iconOf = (channel: Channel) => {
  if (isThread(channel)) return icons.thread()
  return channel.type === 5 ? icons.megaphone() : icons.hash()
}
