import type { APIMessage } from 'discord-api-types/v10'
import type { Clock } from '../../lib/clock.ts'
import { displayNameOf, readable } from '../addressing/readable.ts'
import { fileOf } from '../attachments.ts'
import { DiscordError } from '../rest/errors.ts'
import { commandTexts } from '../phrases/commands.ts'
import { askQuestion, isEphemeral, type Asking } from './ask-question.ts'
import { undeferred, type Caller, type Command } from './contract.ts'
import { createSeenMessages } from './ask-about-seen.ts'
import { messageCommand } from './define.ts'
import { questionModal } from './question-modal.ts'
import type { StandingOf } from './standing.ts'

export type AskingAbout = Asking & {
  standingOf: StandingOf
  getMessage: (channel: string, message: string) => Promise<APIMessage>
  clock: Clock
}

const PREFIX = 'askabout'
const PRIVATELY = 'privately'

/** "Ask Parley about this": a modal for the question, and the message as context of an answer as /ask's. */
export const createAskAbout = ({ standingOf, getMessage, clock, ...asking }: AskingAbout): Command => {
  const seen = createSeenMessages<APIMessage>(clock)

  const hasOptedOut = async (caller: Caller, { author }: APIMessage) =>
    (await standingOf(caller, { others: [author.id] })).optedOut.has(author.id)

  return messageCommand('askabout.menu', {
    prefix: PREFIX,
    run: undeferred(async (caller, respond, { target }) => {
      if (!target || !hasContent(target)) return respond.privately({ text: NOTHING_TO_READ })
      if (await hasOptedOut(caller, target)) return respond.privately({ text: OPTED_OUT })
      // What the modal sends doesn't tell which message it is about.
      seen.keep(target)
      await respond.modal(
        questionModal({
          customId: `${PREFIX}:ask:${target.id}:${isEphemeral(target) ? PRIVATELY : ''}`,
          title: commandTexts['askabout.menu'],
          label: commandTexts['askabout.label'],
          placeholder: commandTexts['askabout.placeholder'],
        }),
      )
    }),
    submit: {
      async ask(caller, respond, { args: [id = '', how], fields }) {
        const isPrivate = how === PRIVATELY
        await respond.defer({ isPrivate })
        const found = seen.find(id)
        const here = found?.channel_id === caller.channel ? found : null
        const message = here ?? (await getMessage(caller.channel, id).catch(unlessGone))
        if (!message || !hasContent(message)) return respond.privately({ text: GONE })
        if (await hasOptedOut(caller, message)) return respond.privately({ text: OPTED_OUT })
        const { author, attachments } = message
        const text = wordsOf(message)
        await askQuestion(asking, caller, respond, {
          text: fields.get('question') ?? '',
          isPrivate,
          quoted: {
            author: { id: author.id, name: displayNameOf(author) },
            text,
            files: attachments.map(fileOf),
            answer: author.id === caller.self.id ? id : null,
          },
        })
      },
    },
  })
}

const NOTHING_TO_READ =
  "I find neither words nor files in that message. Please choose another one, or write me what it's about."
const OPTED_OUT =
  'Who wrote that has told me not to use it, so I leave it alone. Please ask me about something else.'
const GONE =
  "I can't see that message any more. Please open its menu again, or paste what it says into your question."

/** It was deleted, or isn't for us to read. */
const unlessGone = (error: unknown) => {
  if (error instanceof DiscordError) return null
  throw error
}

const hasContent = (message: APIMessage) => message.attachments.length > 0 || wordsOf(message) !== ''

/** What bots write often stands in embeds alone. */
const wordsOf = (message: APIMessage) => {
  const embedded = message.embeds.flatMap(({ title, description }) => [title, description])
  return [message.content, ...embedded]
    .flatMap((words) => (words ? readable(words, message) : []))
    .join('\n')
    .trim()
}
