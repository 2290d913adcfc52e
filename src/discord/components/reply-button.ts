import type { APIMessage } from 'discord-api-types/v10'
import { displayNameOf, readable } from '../addressing/readable.ts'
import { askQuestion, isEphemeral, type Asking } from '../commands/ask-question.ts'
import { undeferred, type Components } from '../commands/contract.ts'
import { questionModal } from '../commands/question-modal.ts'
import { commandTexts } from '../phrases/commands.ts'

/**
 * The Reply button below an answer, `answer:reply:<turn>`: a modal whose words are asked as /ask's would be, by whoever
 * pressed. Discord withholds what people reply to the answers of commands.
 */
export const createReplyButton = (asking: Asking): Required<Pick<Components, 'press' | 'submit'>> => ({
  press: {
    reply: undeferred((_, respond, { args: [turn = ''] }) =>
      respond.modal(
        questionModal({
          customId: `answer:reply:${turn}`,
          title: commandTexts['reply.title'],
          label: commandTexts['reply.label'],
          placeholder: commandTexts['reply.placeholder'],
        }),
      ),
    ),
  },
  submit: {
    reply: (caller, respond, { fields, message }) =>
      askQuestion(asking, caller, respond, {
        text: fields.get('question') ?? '',
        // What only one person sees goes on between the two of them.
        isPrivate: message === null || isEphemeral(message),
        quoted: message && quotedOf(message),
      }),
  },
})

/** The answer, for who hasn't asked for it, or where it was forgotten. */
const quotedOf = (message: APIMessage) => {
  const text = readable(withoutSmallPrint(message.content), message)
  const { author } = message
  return text === ''
    ? null
    : { author: { id: author.id, name: displayNameOf(author) }, text, files: [], answer: message.id }
}

/** Notices stand below an answer, and are no part of it. */
const withoutSmallPrint = (content: string) => content.replace(/(?:\n-# [^\n]*)+$/, '')
