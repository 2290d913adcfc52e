import type { Refusal } from '../../chat/contract.ts'
import { askingAgainHelps, concernsAskerAlone } from '../../chat/refusal.ts'
import { sayRefusal } from '../phrases/en.ts'
import { MESSAGE_LIMIT } from '../splitter.ts'
import type { Body } from './body.ts'
import { smallPrint } from './layout.ts'
import type { Messages } from './messages.ts'

/** Says why there is no answer: below what is shown already, or instead of it. */
export const showRefusal = (messages: Messages, refusal: Refusal, where: 'below' | 'instead') => {
  const sentence = bodyOf(refusal)
  if (messages.shown.length === 0 && concernsAskerAlone.has(refusal.code))
    return messages.postAlone('r', sentence)
  return where === 'below' ? addBelow(messages, sentence) : putInstead(messages, sentence)
}

const bodyOf = (refusal: Refusal): Body => ({
  content: sayRefusal(refusal),
  controls: canBeAskedAgain(refusal) ? 'again' : 'none',
  file: null,
})

/** Whoever stopped an answer may want another one. */
const canBeAskedAgain = ({ code }: Refusal) => askingAgainHelps[code] || code === 'stopped'

/** What is shown stays, and the sentence stands below it in small letters. */
const addBelow = async (messages: Messages, sentence: Body) => {
  const last = messages.shown.at(-1)
  const small = smallPrint([sentence.content])
  if (last?.body && last.body.content.length + small.length <= MESSAGE_LIMIT) {
    const body = { ...last.body, content: last.body.content + small, controls: sentence.controls }
    return messages.write(messages.shown.length - 1, body)
  }
  await messages.dropControls()
  return messages.post('r', last?.body ? { ...sentence, content: small.trim() } : sentence)
}

/** What is shown goes. */
const putInstead = async (messages: Messages, sentence: Body) => {
  if (messages.shown.length === 0) return messages.post('r', sentence)
  const written = await messages.write(0, sentence)
  if (written.is === 'written') while (messages.shown.length > 1) await messages.removeLast()
  return written
}
