import type { Question } from '../../chat/contract.ts'
import type { NewTurn } from '../../turns/contract.ts'
import type { Turn } from '../../turns/states.ts'
import { isEphemeral } from '../commands/ask-question.ts'
import { undeferred, type Caller, type Handlers, type Pressed, type Respond } from '../commands/contract.ts'
import type { ReadBack } from '../read-back.ts'
import type { Interacting } from '../rest.ts'

type Options = {
  findTurn: (id: string) => Promise<Turn | null>
  readBack: ReadBack
  record: (turn: NewTurn) => Promise<'new' | 'known'>
  /** Answers a recorded question; never rejects. */
  answer: (question: Question, to: AnswerTo) => Promise<void>
  /** Another answer to this question is on its way. */
  answersAgain: (turn: string) => boolean
  /** False: this process isn't giving that answer. */
  stop: (turn: string) => boolean
}

/** In place of an answer to a message, or as a further answer to who pressed. */
export type AnswerTo =
  | { channel: string; message: string; whisper: Interacting }
  | { interaction: Interacting; isPrivate: boolean }

/** The buttons below an answer. All that they need stands in their ids, so that they work after a restart. */
export const createAnswerButtons = (options: Options): Pick<Handlers, 'press'> => ({
  press: {
    async stop(caller, respond, { args }) {
      const turn = await turnFor(options, caller, respond, args)
      if (!turn) return
      if (options.stop(turn.id)) return respond.deferUpdate()
      await respond.privately({ text: 'That answer has ended already.' })
    },
    again: undeferred((caller, respond, pressed) => askAgain(options, caller, respond, pressed, null)),
    with: undeferred((caller, respond, pressed) =>
      askAgain(options, caller, respond, pressed, pressed.values[0] ?? null),
    ),
  },
})

const turnFor = async (
  { findTurn }: Options,
  caller: Caller,
  respond: Respond,
  [id = '']: readonly string[],
) => {
  const turn = /^\d{1,20}$/.test(id) ? await findTurn(id) : null
  if (!turn || turn.guild !== caller.guild) {
    await respond.privately({ text: 'That was too long ago. Please ask me anew.' })
    return null
  }
  if (turn.author === caller.author.id || caller.moderates) return turn
  await respond.privately({ text: 'Only the person who asked, or a moderator, may do that.' })
  return null
}

const askAgain = async (
  options: Options,
  caller: Caller,
  respond: Respond,
  { args, message }: Pressed,
  provider: string | null,
) => {
  const inPlace = message.webhook_id === undefined
  // Discord gets its word first; where the answer came by a command, a further one follows.
  await (inPlace ? respond.deferUpdate() : respond.defer({ isPrivate: isEphemeral(message) }))
  const before = await turnFor(options, caller, respond, args)
  if (!before) return
  const question = await options.readBack(before, caller.self)
  if (!question)
    return respond.privately({ text: "I can't find your question any more. Please ask me anew." })
  if (options.answersAgain(question.id))
    return respond.privately({ text: "I'm at another answer to that already." })
  const { interaction, author, roles, at } = caller
  // A thread has the id of the message that it began with.
  const inThread = message.channel_id === question.id
  const turn: NewTurn = {
    id: interaction.id,
    origin: { kind: 'again', of: question.id, inPlace, token: interaction.token },
    conversation: inThread ? `thread:${question.id}` : question.conversation,
    channel: message.channel_id,
    guild: before.guild,
    author: question.author.id,
    parts: inPlace ? before.parts : [],
  }
  if ((await options.record(turn)) === 'known') return
  const again: Question = {
    ...question,
    id: turn.id,
    author: question.author.id === author.id ? author : question.author,
    conversation: turn.conversation,
    again: question.id,
    payer: author.id,
    roles,
    choices: provider === null ? [] : [{ provider, model: null }],
    deferred: !inPlace,
    at,
  }
  const to: AnswerTo = inPlace
    ? { channel: message.channel_id, message: question.id, whisper: interaction }
    : { interaction, isPrivate: isEphemeral(message) }
  void options.answer(again, to)
}
