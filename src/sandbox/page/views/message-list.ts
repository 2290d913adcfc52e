import { html, nothing } from 'lit'
import { ref } from 'lit/directives/ref.js'
import { repeat } from 'lit/directives/repeat.js'
import type { Actions } from '../state/actions.ts'
import { membersOf, type Place } from '../state/places.ts'
import type { State } from '../state/store.ts'
import { isSeenBy, originalOf, type Message } from '../state/world.ts'
import { emptyChannel } from './empty-channel.ts'
import { icons } from './icons.ts'
import { messageView } from './message.ts'
import { navigateMessages } from './message-keys.ts'
import { createScroller } from './scroller.ts'
import { dayOf } from './times.ts'

/** A pause as long as this starts a new group, with avatar and name, as in Discord. */
const GROUP_MS = 7 * 60_000

const scroller = createScroller()

export const messageList = (state: State, actions: Actions, place: Place) => {
  const known = state.histories
    .get(state.channel)
    ?.filter((message) => isSeenBy(message, state.me) && !state.dismissed.has(message.id))
    .map(originalOf)
  const history = state.loaded.has(state.channel) ? (known ?? []) : undefined
  const newest = history?.at(-1)?.id
  return html`
    <div class="scroller" ${ref(scroller.attach)} @scroll=${scroller.scrolled}>
      <div
        class="messages"
        role="log"
        aria-live="off"
        aria-label="Messages"
        aria-busy=${history === undefined}
        @keydown=${(event: KeyboardEvent) => navigateMessages(event, state, actions)}
      >
        ${history ? emptyChannel(state, actions, place, history.length === 0) : nothing}
        <discord-messages no-background>
          ${repeat(
            history ?? [],
            ({ id }) => id,
            (message, index) => {
              const previous = history?.[index - 1]
              return html`
                ${
                  !previous || dayOf(previous.timestamp) !== dayOf(message.timestamp)
                    ? html`<div class="day" role="separator"><span>${dayOf(message.timestamp)}</span></div>`
                    : nothing
                }
                ${messageView(state, actions, message, {
                  follows: follows(message, previous),
                  focusable: message.id === newest,
                  members: membersOf(state.world!, place),
                })}
              `
            },
          )}
        </discord-messages>
      </div>
    </div>
    <div class="jump-holder">
      <button class="jump" ${ref(scroller.attachButton)} hidden @click=${scroller.toBottom}>
        <span>New messages</span> ${icons.down()}
      </button>
    </div>
  `
}

const follows = (message: Message, previous: Message | undefined) =>
  previous !== undefined &&
  previous.author.id === message.author.id &&
  message.message_reference === undefined &&
  message.interaction === undefined &&
  Date.parse(message.timestamp) - Date.parse(previous.timestamp) < GROUP_MS &&
  dayOf(previous.timestamp) === dayOf(message.timestamp)
