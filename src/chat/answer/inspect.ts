import type { Finding } from '../../moderation/contract.ts'
import type { Question } from '../contract.ts'
import type { ReadFile } from '../files/read-files.ts'
import type { Answering } from './answering.ts'

export const fine: Finding = { is: 'fine' }

/** Has everything looked at that would go to a provider with the question. */
export const inspect = async (
  { moderation, turn, signal }: Answering,
  { text, quoted }: Question,
  files: readonly ReadFile[],
): Promise<Finding> => {
  const texts = [text, quoted?.text ?? '', ...files.map((one) => (one.is === 'text' ? one.text : ''))]
  const subject = {
    direction: 'input' as const,
    turn: turn.id,
    text: texts.filter(Boolean).join('\n\n'),
    images: [],
  }
  return moderation.check(subject, signal)
}
