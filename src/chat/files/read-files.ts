import type { AttachmentsSettings } from '../../config/settings.ts'
import type { FetchFile, FileRef, Refusal } from '../contract.ts'
import { decodeText } from './decode.ts'
import { isImage, mayBeText } from './kinds.ts'
import { shareOut } from './share-out.ts'

/** A file as the model gets to know it. */
export type ReadFile = { file: FileRef } & (
  | {
      is: 'text'
      text: string
      /** How many characters the file has: more than its text here if that is cut. */
      length: number
    }
  | { is: 'unread'; why: Unread }
)

export type Unread = 'image' | 'not_text' | 'too_large' | 'too_many' | 'out_of_reach' | 'switched_off'

type Reading = {
  files: readonly FileRef[]
  settings: AttachmentsSettings
  fetchFile: FetchFile
  signal: AbortSignal
}

/** Reads those files that are text, within the operator's limits. Rejects with the signal's reason alone. */
export const readFiles = async ({ files, settings, fetchFile, signal }: Reading): Promise<ReadFile[]> => {
  const wanted = files.filter((file) => whyNot(file, settings) === null).slice(0, settings.max_files)
  const read = await Promise.all(
    files.map(async (file): Promise<ReadFile> => {
      if (!wanted.includes(file)) return unread(file, whyNot(file, settings) ?? 'too_many')
      const bytes = await fetchFile(file, settings.max_file_bytes, signal)
      if (typeof bytes === 'string') return unread(file, bytes)
      const text = decodeText(bytes)
      return text === null ? unread(file, 'not_text') : { file, is: 'text', text, length: text.length }
    }),
  )
  return cutToShares(read, settings.max_total_characters)
}

/** What to say where there is neither a word nor a file to answer. */
export const nothingToAnswer = (read: readonly ReadFile[], limits: AttachmentsSettings): Refusal => {
  const reasons = new Set(read.map((one) => (one.is === 'unread' ? one.why : null)))
  if (reasons.has('out_of_reach')) return { code: 'files_out_of_reach' }
  if (reasons.has('too_large') || reasons.has('not_text'))
    return { code: 'files_unreadable', maxFiles: limits.max_files, maxBytes: limits.max_file_bytes }
  return { code: reasons.has('switched_off') ? 'files_switched_off' : 'empty_question' }
}

/** Known before anything is fetched. */
const whyNot = (file: FileRef, settings: AttachmentsSettings): Unread | null => {
  if (isImage(file)) return 'image'
  if (!settings.enabled) return 'switched_off'
  if (!mayBeText(file, settings.types)) return 'not_text'
  return file.size > settings.max_file_bytes ? 'too_large' : null
}

const unread = (file: FileRef, why: Unread): ReadFile => ({ file, is: 'unread', why })

const cutToShares = (read: readonly ReadFile[], characters: number): ReadFile[] => {
  const shares = shareOut(
    read.map((one) => (one.is === 'text' ? one.length : 0)),
    characters,
  )
  return read.map((one, index) =>
    one.is === 'text' ? { ...one, text: one.text.slice(0, shares[index]) } : one,
  )
}
