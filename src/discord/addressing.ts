import {
  MessageReferenceType,
  MessageType,
  type GatewayMessageCreateDispatchData,
} from 'discord-api-types/v10'
import type { Quoted } from '../chat/contract.ts'
import { fileOf } from './addressing/file-of.ts'
import { displayNameOf, readable } from './addressing/readable.ts'

/** Who the bot is where the message was written. */
export type Self = { id: string; name: string; role: string | null }

type Message = GatewayMessageCreateDispatchData

/** What a message is to the bot. */
export type Addressed =
  /** With words, or with files alone. */
  | { is: 'question'; text: string; quoted: Quoted | null }
  /** Meant for the bot, without anything to answer. */
  | { is: 'hint' }
  /** Perhaps meant for the bot, but Discord kept its content from us. */
  | { is: 'withheld' }
  | { is: 'ignored'; rule: 'own' | 'bot' | 'system' | 'not_addressed' | 'forwarded' }

export const address = (message: Message, self: Self): Addressed => {
  if (message.author.id === self.id) return ignored('own')
  if (message.author.bot || message.author.system || message.webhook_id) return ignored('bot')
  if (message.type !== MessageType.Default && message.type !== MessageType.Reply) return ignored('system')
  if (message.message_reference?.type === MessageReferenceType.Forward) return ignored('forwarded')

  const isDirect = message.guild_id === undefined
  const isNamed = mentions(message.content, self)
  const isReply = message.referenced_message?.author.id === self.id
  if (!isDirect && !isNamed && !isReply) return ignored('not_addressed')

  const text = readable(withoutOwnMentions(message.content, self), message)
  if (text || message.attachments.length > 0) return { is: 'question', text, quoted: quotedBy(message, self) }
  return isDirect || isNamed || hasMore(message) ? { is: 'hint' } : { is: 'withheld' }
}

/** By name or by the role that Discord made for it, which autocomplete often offers first. */
const mentions = (content: string, { id, role }: Self) =>
  content.includes('<@') &&
  (content.includes(`<@${id}>`) ||
    content.includes(`<@!${id}>`) ||
    (role !== null && content.includes(`<@&${role}>`)))

/** At the start and at the end they only say whom the message is for; amidst the words they belong to these. */
const withoutOwnMentions = (content: string, { id, role, name }: Self) => {
  const mention = `(?:<@!?${id}>${role ? `|<@&${role}>` : ''})`
  return (
    content
      .replace(new RegExp(`^(?:\\s*${mention}[\\s,:;]*)+`), '')
      // Looked for from the start of a run of spaces only: from each of them would take their number squared.
      .replace(new RegExp(`(?<![\\s,])(?:[\\s,]*${mention})+\\s*$`), '')
      .replace(new RegExp(mention, 'g'), () => `@${name}`)
  )
}

const hasMore = ({ sticker_items, poll }: Message) => (sticker_items?.length ?? 0) > 0 || poll !== undefined

/** What the message replies to, if its words or files are visible to us. */
const quotedBy = ({ referenced_message: quoted }: Message, self: Self): Quoted | null => {
  if (!quoted) return null
  const text = readable(quoted.content, quoted)
  const files = quoted.attachments.map(fileOf)
  if (!text && files.length === 0) return null
  const { id, author } = quoted
  const answer = author.id === self.id ? id : null
  return { author: { id: author.id, name: displayNameOf(author) }, text, files, answer }
}

const ignored = (rule: Extract<Addressed, { is: 'ignored' }>['rule']): Addressed => ({ is: 'ignored', rule })
