import { html, nothing } from 'lit'
import type { Actions } from '../state/actions.ts'
import { directMessagesOf, groupsOf, type Place } from '../state/places.ts'
import type { State } from '../state/store.ts'
import { botMayWrite, isThread, nameOf, type Channel } from '../state/world.ts'
import { icons } from './icons.ts'
import { personSwitch } from './person-switch.ts'

/** The guild's channels or the direct messages, and who one is. */
export const sidebar = (state: State, actions: Actions, place: Place) => html`
  <div class="sidebar">
    ${title(actions, place)}
    <div class="channels">
      ${
        place.is === 'guild'
          ? groupsOf(place.guild).map(
              ({ name, channels }) =>
                html`<h3 class="category">${name}</h3>
                  <ul>
                    ${channels.map((channel) => guildChannel(state, actions, channel))}
                  </ul>`,
            )
          : html`<ul>
              ${directMessagesOf(state).map(({ id }) => directMessage(state, actions, id))}
            </ul>`
      }
    </div>
    ${personSwitch(state, actions, place)}
  </div>
`

const title = (actions: Actions, place: Place) =>
  place.is === 'guild'
    ? html`<div class="sidebar-head">
        <h2 class="sidebar-title">${place.guild.name}</h2>
        <button
          class="icon-button"
          aria-label=${`Settings of ${place.guild.name}`}
          title="Server settings"
          @click=${() => actions.setUp(place.guild.id)}
        >
          ${icons.sliders()}
        </button>
      </div>`
    : html`<div class="sidebar-head"><h2 class="sidebar-title">Direct messages</h2></div>`

const guildChannel = (state: State, actions: Actions, channel: Channel) => {
  const readOnly = botMayWrite(channel) ? '' : ', read only for the bot'
  const restricted = channel.age_restricted && !isThread(channel)
  return entry(state, actions, channel.id, {
    label: `${channel.name}${isThread(channel) ? ', thread' : ''}${restricted ? ', age-restricted' : ''}${readOnly}`,
    thread: isThread(channel),
    face: html`${iconOf(channel)}<span class="channel-name">${channel.name}</span
      >${restricted ? html`<span class="channel-mark age" title="Age-restricted">18+</span>` : nothing}${
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
