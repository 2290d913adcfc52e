import { html } from 'lit'
import type { Names } from '../markdown/mentions.ts'
import { personOf } from '../state/places.ts'
import type { State } from '../state/store.ts'
import { nameOf, type Message } from '../state/world.ts'
import { avatarOf, colourOf } from './avatar.ts'
import { focusMessage } from './message-keys.ts'
import { plainLine } from './plain-line.ts'

/** The line above a reply: whom and what it answers. A click goes there. */
export const replyPreview = (state: State, message: Message, names: Names) => {
  const id = message.message_reference?.message_id ?? ''
  const original = state.histories.get(state.channel)?.find((other) => other.id === id)
  if (!original) return html`<discord-reply slot="reply" deleted></discord-reply>`
  const world = state.world!
  const author = personOf(world, original.author.id) ?? original.author
  const index = world.people.findIndex((person) => person.id === author.id)
  const line = plainLine(original.content, names)
  return html`<discord-reply
    slot="reply"
    role="button"
    tabindex="0"
    aria-label=${`Replies to ${nameOf(author)}: ${line.slice(0, 80)}`}
    author=${nameOf(author)}
    avatar=${avatarOf(author, index)}
    role-color=${colourOf(author, index)}
    ?bot=${author.bot}
    ?edited=${original.edited_timestamp !== null}
    ?attachment=${original.attachments.length > 0}
    .mentions=${message.mentions.some((person) => person.id === author.id)}
    @click=${() => focusMessage(id)}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key !== 'Enter' && event.key !== ' ') return
      event.preventDefault()
      focusMessage(id)
    }}
    >${line || (original.attachments.length > 0 ? 'Click to see attachment' : '')}</discord-reply
  >`
}
