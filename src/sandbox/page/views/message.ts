import { html, nothing } from 'lit'
import { content } from '../markdown/content.ts'
import type { Names } from '../markdown/mentions.ts'
import type { Actions } from '../state/actions.ts'
import { personOf, placeOf } from '../state/places.ts'
import type { State } from '../state/store.ts'
import { isThinking, isThread, nameOf, type Message, type Person } from '../state/world.ts'
import { attachments } from './attachments.ts'
import { avatarOf, colourOf } from './avatar.ts'
import { components } from './components.ts'
import { embeds } from './embeds.ts'
import { ephemeralNote } from './ephemeral-note.ts'
import { interactionLine } from './interaction-line.ts'
import { messageEditor } from './message-editor.ts'
import { messageToolbar } from './message-toolbar.ts'
import { threadLink } from './thread-link.ts'
import { replyPreview } from './reply-preview.ts'
import { momentOf, timeOf } from './times.ts'

export type Appearance = {
  /** Whether it stands below another of the same author, without a name of its own. */
  follows: boolean
  /** Whether Tab comes here from the composer; the arrows go on. */
  focusable: boolean
  members: Person[]
}

export const messageView = (state: State, actions: Actions, message: Message, appearance: Appearance) => {
  const author = personOf(state.world, message.author.id) ?? message.author
  const index = state.world?.people.findIndex(({ id }) => id === author.id) ?? 0
  const moment = momentOf(message.timestamp)
  const names = namesIn(state)
  return html`
    <article
      class="message"
      id="message-${message.id}"
      data-message=${message.id}
      aria-label=${`${nameOf(author)}, ${moment}`}
      tabindex=${appearance.focusable ? 0 : -1}
      ?data-follows=${appearance.follows}
      ?data-ephemeral=${message.ephemeral_to !== undefined}
      ?data-answered=${state.replyingTo === message.id}
    >
      <discord-message
        author=${nameOf(author)}
        avatar=${avatarOf(author, index)}
        role-color=${colourOf(author, index)}
        timestamp=${appearance.follows ? timeOf(message.timestamp) : moment}
        ?bot=${author.bot}
        ?edited=${message.edited_timestamp !== null}
        .highlight=${message.mentions.some(({ id }) => id === state.me)}
        ?message-body-only=${appearance.follows}
      >
        ${above(state, message, names)}
        ${
          state.editing === message.id
            ? messageEditor(actions, message, appearance.members)
            : text(message, nameOf(author), names)
        }
        ${attachments(message)} ${embeds(message, names)}
        ${components({ state, actions, message, members: appearance.members, names })}
        ${message.ephemeral_to === undefined ? nothing : ephemeralNote(actions, message.id)}
        ${threadLink(state, actions, message)}
      </discord-message>
      ${
        state.editing === message.id || message.channel_id !== state.channel
          ? nothing
          : messageToolbar(state, actions, message)
      }
    </article>
  `
}

const above = (state: State, message: Message, names: Names) => {
  if (message.interaction) return interactionLine(state, message)
  return message.message_reference ? replyPreview(state, message, names) : nothing
}

const text = (message: Message, author: string, names: Names) =>
  isThinking(message)
    ? html`<span class="thinking"
        ><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span> ${author} is thinking…</span
      >`
    : html`<div
        class="markdown"
        ?data-jumbo=${isJumbo(message.content)}
        ${content(message.content, names)}
      ></div>`

export const namesIn = ({ world }: State): Names => ({
  user: (id) => {
    const person = personOf(world, id)
    return person && nameOf(person)
  },
  role: (id) => world?.guilds.flatMap(({ roles }) => roles).find((role) => role.id === id)?.name,
  channel: (id) => {
    const place = placeOf(world, id)
    return place.is === 'guild' ? { name: place.channel.name, thread: isThread(place.channel) } : undefined
  },
})

/** A message of nothing but a few emoji is shown large. */
const isJumbo = (text: string) => /^(?:\s*\p{RGI_Emoji}){1,27}\s*$/v.test(text)
