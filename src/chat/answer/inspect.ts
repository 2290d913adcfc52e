import { UNAVAILABLE, type Finding } from '../../moderation/contract.ts'
import { recordAudit } from '../../preferences/audit.ts'
import type { Question } from '../contract.ts'
import { imagesIn, type ReadFile } from '../files/read-files.ts'
import type { Answering } from './answering.ts'

/** Has everything looked at that would go to a provider with the question. */
export const inspect = async (
  answering: Answering,
  { text, quoted }: Question,
  files: readonly ReadFile[],
): Promise<Finding> => {
  const { moderation, standing, turn, hash, signal } = answering
  const isQuoted = quoted !== null && !standing.optedOut.has(quoted.author.id)
  const texts = [
    text,
    isQuoted ? quoted.text : '',
    ...files.map((one) => (one.is === 'text' ? one.text : '')),
  ]
  const subject = { turn: turn.id, text: texts.filter(Boolean).join('\n\n'), images: imagesIn(files) }
  const finding = await moderation.check({ direction: 'input', ...subject }, signal)
  if (finding.is === 'hit')
    await noteHit(answering, { categories: finding.categories, hash: hash(subject.text) })
  return finding
}

/** What moderation objected to is written down by its kind and a keyed hash, without a word of it. */
export const noteHit = async (
  { database, asked, log, turn }: Answering,
  { categories, hash }: { categories: readonly string[]; hash: string },
) => {
  const { author, guild } = asked()
  const detail = { categories: categories.join(', '), hash }
  log.info({ turn: turn.id, categories }, 'Moderation objected.')
  // That nobody could look is no word about anybody.
  if (categories.includes(UNAVAILABLE)) return
  await recordAudit(database, { actor: author.id, action: 'moderated', guild, turn: turn.id, detail })
}
