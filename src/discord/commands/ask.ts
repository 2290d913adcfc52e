import type { Question } from '../../chat/contract.ts'
import type { GeneralSettings } from '../../config/settings.ts'
import { conversationOf } from '../../conversations/scope.ts'
import type { Live } from '../../lib/live.ts'
import type { NewTurn } from '../../turns/contract.ts'
import type { Interacting } from '../rest.ts'
import { matching } from './completion.ts'
import type { Caller, Command, Respond } from './contract.ts'
import { flagOption, slashCommand, textOption } from './define.ts'

export type Asking = {
  settings: Live<Pick<GeneralSettings, 'conversation_scope'>>
  /** Those that may be chosen, by name. */
  providers: () => readonly string[]
  /** Writes a turn down once. */
  record: (turn: NewTurn) => Promise<'new' | 'known'>
  /** Answers a recorded question; never rejects. */
  answer: (question: Question, to: { interaction: Interacting; isPrivate: boolean }) => Promise<void>
}

/** As long as Discord lets an option be. */
const LONGEST_QUESTION = 6000

/** `/ask`: the answer is streamed into the deferred reply. */
export const createAsk = (asking: Asking): Command =>
  slashCommand('ask', {
    options: [
      textOption('ask.question', { required: true, max_length: LONGEST_QUESTION }),
      flagOption('ask.private'),
      textOption('ask.provider', { autocomplete: true }),
    ],
    run: (caller, respond, { options }) =>
      ask(asking, caller, respond, {
        text: String(options.get('question') ?? ''),
        isPrivate: options.get('private') === true,
        provider: options.has('provider') ? String(options.get('provider')) : null,
      }),
    complete: async (_, { typed }) => matching(asking.providers(), typed),
  })

/** `/chat`: the same, by the name that the older bots had for it. */
export const createChat = (asking: Asking): Command =>
  slashCommand('chat', {
    options: [textOption('chat.message', { required: true, max_length: LONGEST_QUESTION })],
    run: (caller, respond, { options }) =>
      ask(asking, caller, respond, {
        text: String(options.get('message') ?? ''),
        isPrivate: false,
        provider: null,
      }),
  })

type Asked = { text: string; isPrivate: boolean; provider: string | null }

const ask = async (
  { settings, providers, record, answer }: Asking,
  caller: Caller,
  respond: Respond,
  { text, isPrivate, provider }: Asked,
) => {
  if (provider !== null && !providers().includes(provider))
    return respond.privately({ text: `I don't know "${provider}". You can choose ${listOf(providers())}.` })
  const { interaction, author, guild, channel, thread, at } = caller
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
    roles: [],
    places: [channel],
    ageRestricted: false,
    isPrivate,
    text,
    quoted: null,
    choices: provider === null ? [] : [{ provider, model: null }],
    files: [],
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
  // Who can't be answered any more isn't recorded, and no provider is asked for him.
  await respond.defer({ isPrivate })
  if ((await record(turn)) === 'new') void answer(question, { interaction, isPrivate })
}

const listOf = (names: readonly string[]) => (names.length > 0 ? names.join(', ') : 'nobody yet')
