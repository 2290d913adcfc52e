import type { AttachmentsSettings } from '../../config/settings.ts'
import type { FetchFile, FileRef, Image, Question, Refusal } from '../contract.ts'
import { decodeText } from './decode.ts'
import { imageOf } from './image.ts'
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
  | { is: 'image'; image: Image }
  | { is: 'unread'; why: Unread }
)

export type Unread = 'image' | 'not_text' | 'too_large' | 'too_many' | 'out_of_reach' | 'switched_off'

type Reading = {
  files: readonly FileRef[]
  settings: AttachmentsSettings
  fetchFile: FetchFile
  signal: AbortSignal
}

/** What may be read for a question: its own files, and then those of the message that it replies to. */
export const filesOf = ({ files, quoted }: Pick<Question, 'files' | 'quoted'>): readonly FileRef[] => [
  ...files,
  ...(quoted?.files ?? []).map((file) => ({ ...file, quoted: true as const })),
]

/** Reads those files that are text or pictures, within the operator's limits. Rejects with the signal's reason alone. */
export const readFiles = async ({ files, settings, fetchFile, signal }: Reading): Promise<ReadFile[]> => {
  const readable = files.filter((file) => whyNot(file, settings) === null)
  const wanted = new Set([
    ...readable.filter((file) => !isImage(file)).slice(0, settings.max_files),
    ...readable.filter(isImage).slice(0, settings.max_images),
  ])
  const read = await Promise.all(
    files.map(async (file): Promise<ReadFile> => {
      if (!wanted.has(file)) return unread(file, whyNot(file, settings) ?? 'too_many')
      const bytes = await fetchFile(file, limitOf(file, settings), signal)
      if (typeof bytes === 'string') return unread(file, bytes)
      return isImage(file) ? seen(file, imageOf(bytes), settings) : decoded(file, decodeText(bytes))
    }),
  )
  return cutToShares(read, settings.max_total_characters)
}

/** What a model that sees is given of them, in their order. */
export const imagesIn = (read: readonly ReadFile[]): Image[] =>
  read.flatMap((one) => (one.is === 'image' ? one.image : []))

/** What to say where there is neither a word nor a file to answer. */
export const nothingToAnswer = (read: readonly ReadFile[], limits: AttachmentsSettings): Refusal => {
  const reasons = new Set(read.map((one) => (one.is === 'unread' ? one.why : null)))
  if (reasons.has('out_of_reach')) return { code: 'files_out_of_reach' }
  if (reasons.has('too_large') && read.every(({ file }) => isImage(file)))
    return { code: 'image_too_large', maxBytes: limits.max_image_bytes }
  if (reasons.has('too_large') || reasons.has('not_text'))
    return { code: 'files_unreadable', maxFiles: limits.max_files, maxBytes: limits.max_file_bytes }
  return { code: reasons.has('switched_off') ? 'files_switched_off' : 'empty_question' }
}

/** Known before anything is fetched. */
const whyNot = (file: FileRef, settings: AttachmentsSettings): Unread | null => {
  if (isImage(file)) {
    if (!settings.images) return 'image'
  } else {
    if (!settings.enabled) return 'switched_off'
    if (!mayBeText(file, settings.types)) return 'not_text'
  }
  return file.size > limitOf(file, settings) ? 'too_large' : null
}

const limitOf = (file: FileRef, settings: AttachmentsSettings) =>
  isImage(file) ? settings.max_image_bytes : settings.max_file_bytes

const unread = (file: FileRef, why: Unread): ReadFile => ({ file, is: 'unread', why })

const seen = (file: FileRef, image: Image | null, { image_types }: AttachmentsSettings): ReadFile =>
  image && image_types.includes(image.mediaType) ? { file, is: 'image', image } : unread(file, 'image')

const decoded = (file: FileRef, text: string | null): ReadFile =>
  text === null ? unread(file, 'not_text') : { file, is: 'text', text, length: text.length }

const cutToShares = (read: readonly ReadFile[], characters: number): ReadFile[] => {
  const shares = shareOut(
    read.map((one) => (one.is === 'text' ? one.length : 0)),
    characters,
  )
  return read.map((one, index) =>
    one.is === 'text' ? { ...one, text: one.text.slice(0, shares[index]) } : one,
  )
}
