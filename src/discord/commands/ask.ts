import type { ProviderHealth } from '../../providers/contract.ts'
import { fileOf } from '../attachments.ts'
import { askQuestion, type Asking } from './ask-question.ts'
import { matching } from './completion.ts'
import type { Command } from './contract.ts'
import { fileOption, flagOption, slashCommand, textOption } from './define.ts'
import { findUsable, LONGEST_NAME, unknownProvider, usableOf } from './setprovider.ts'

type AskingWhom = Asking & { health: () => readonly ProviderHealth[] }

/** `/ask`: the answer is streamed into the deferred reply. */
export const createAsk = (asking: AskingWhom): Command => createAskingCommand('ask', 'question', asking)

/** `/chat`: the same, by the name that the older bots had for it. */
export const createChat = (asking: AskingWhom): Command => createAskingCommand('chat', 'message', asking)

/** As long as Discord lets an option be. */
const LONGEST_QUESTION = 6000

const createAskingCommand = (
  name: 'ask' | 'chat',
  words: 'question' | 'message',
  asking: AskingWhom,
): Command =>
  slashCommand(name, {
    options: [
      textOption(wordsOption[name], { required: true, max_length: LONGEST_QUESTION }),
      fileOption(`${name}.attachment`),
      flagOption(`${name}.private`),
      textOption(`${name}.provider`, { autocomplete: true, max_length: LONGEST_NAME }),
    ],
    async run(caller, respond, { options, attachments }) {
      const wanted = options.has('provider') ? String(options.get('provider')) : null
      const providers = asking.health()
      const chosen = wanted === null ? null : findUsable(providers, wanted)
      if (wanted !== null && !chosen) return respond.privately({ text: unknownProvider(wanted, providers) })
      await askQuestion(asking, caller, respond, {
        text: String(options.get(words) ?? ''),
        isPrivate: options.get('private') === true,
        provider: chosen?.provider ?? null,
        files: [...attachments.values()].map(fileOf),
      })
    },
    complete: async (_, { typed }) => matching(usableOf(asking.health()), typed),
  })

const wordsOption = { ask: 'ask.question', chat: 'chat.message' } as const
