import type { FileRef, Question, Reply } from '../contract.ts'
import { filesOf, readFiles, type ReadFile } from '../files/read-files.ts'
import type { Answering } from './answering.ts'

/** A question with its files, as it is when these are read: it may be edited meanwhile. */
export const readQuestion = async (
  { asked, current, standing, fetchFile, turn, log, signal }: Answering,
  reply: Reply,
): Promise<{ question: Question; files: readonly ReadFile[] }> => {
  const { optedOut } = standing
  const files = filesToRead(asked(), optedOut)
  if (files.length === 0) return { question: asked(), files: [] }
  const settings = current.attachments
  const read = await reply.prepare(() => readFiles({ files, settings, fetchFile, signal }))
  const question = asked()
  const left = new Set(filesToRead(question, optedOut).map(({ id }) => id))
  const still = read.filter(({ file }) => left.has(file.id))
  const came = still.map((one) => (one.is === 'unread' ? one.why : one.is))
  log.debug({ turn: turn.id, came }, 'What is attached to a question has been looked at.')
  return { question, files: still }
}

/** Nothing of somebody who has opted out. */
const filesToRead = ({ files, quoted }: Question, optedOut: ReadonlySet<string>): readonly FileRef[] =>
  filesOf({ files, quoted: quoted && optedOut.has(quoted.author.id) ? null : quoted })
