import { MessageFlags, type APIMessage } from 'discord-api-types/v10'
import type { FileRef, Question } from '../../chat/contract.ts'
import type { GeneralSettings } from '../../config/settings.ts'
import { conversationOf } from '../../conversations/scope.ts'
import type { Live } from '../../lib/live.ts'
import type { NewTurn } from '../../turns/contract.ts'
import type { Places } from '../places.ts'
import type { Interacting } from '../rest.ts'
import type { Caller, Respond } from './contract.ts'

export type Asking = {
  places: Pick<Places, 'whereabouts'>
  settings: Live<Pick<GeneralSettings, 'conversation_scope'>>
  /** Writes a turn down once. */
  record: (turn: NewTurn) => Promise<'new' | 'known'>
  /** Answers a recorded question; never rejects. */
  answer: (question: Question, to: { interaction: Interacting; isPrivate: boolean }) => Promise<void>
}

export type Asked = {
  text: string
  /** Nobody else sees the answer, and it stays out of conversations that others share. */
  isPrivate: boolean
  /** Who shall answer, if possible. */
  provider?: string | null
  quoted?: Question['quoted']
  files?: readonly FileRef[]
}

/** Asks what somebody wrote with a command or in a modal: the answer is streamed into the deferred reply. */
export const askQuestion = async (
  { settings, places, record, answer }: Asking,
  caller: Caller,
  respond: Respond,
  { text, isPrivate, provider = null, quoted = null, files = [] }: Asked,
) => {
  // Who can't be answered any more isn't recorded, and no provider is asked for him.
  await respond.defer({ isPrivate })
  const { interaction, author, guild, channel, roles, at } = caller
  const { places: around, ageRestricted, isThread: thread } = await places.whereabouts(channel, guild)
  // What nobody else sees must not come up in a conversation that others share.
  const { key, shared } = isPrivate
    ? { key: `private/user:${author.id}`, shared: false }
    : conversationOf(settings.current.conversation_scope, { guild, channel, thread, author: author.id })
  const { id, token } = interaction
  const question: Question = {
    id,
    channel,
    guild,
    conversation: key,
    thread,
    shared,
    author,
    payer: author.id,
    roles,
    places: around,
    ageRestricted,
    isPrivate,
    text,
    quoted,
    choices: provider === null ? [] : [{ provider, model: null }],
    files,
    deferred: true,
    again: null,
    at,
  }
  const turn: NewTurn = {
    id,
    origin: { kind: 'interaction', token, question: text },
    conversation: key,
    channel,
    guild,
    author: author.id,
  }
  if ((await record(turn)) === 'new') void answer(question, { interaction, isPrivate })
}

/** Only one person sees the message. */
export const isEphemeral = ({ flags }: APIMessage) => ((flags ?? 0) & MessageFlags.Ephemeral) !== 0
