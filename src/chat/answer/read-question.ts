import type { Question, Reply } from '../contract.ts'
import { readFiles, type ReadFile } from '../files/read-files.ts'
import type { Answering } from './answering.ts'

/** A question with its files, as it is when these are read: it may be edited meanwhile. */
export const readQuestion = async (
  { asked, current, fetchFile, turn, log, signal }: Answering,
  reply: Reply,
): Promise<{ question: Question; files: readonly ReadFile[] }> => {
  const { files } = asked()
  if (files.length === 0) return { question: asked(), files: [] }
  const settings = current.attachments
  const read = await reply.prepare(() => readFiles({ files, settings, fetchFile, signal }))
  const question = asked()
  const still = read.filter(({ file }) => question.files.some(({ id }) => id === file.id))
  const came = still.map((one) => (one.is === 'unread' ? one.why : one.is))
  log.debug({ turn: turn.id, came }, 'What is attached to a question has been looked at.')
  return { question, files: still }
}
