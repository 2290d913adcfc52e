import binaryExtensions from 'binary-extensions'
import type { FileRef } from '../contract.ts'

type File = Pick<FileRef, 'name' | 'contentType'>

/** Whether a file may be text, as the setting `types` understands it: what it really is, its bytes tell. */
export const mayBeText = (file: File, types: readonly string[]): boolean =>
  types.some((type) => {
    if (type === 'text') return looksLikeText(file)
    if (type.startsWith('.')) return file.name.toLowerCase().endsWith(type.toLowerCase())
    const contentType = contentTypeOf(file)
    return type.endsWith('/*') ? contentType.startsWith(type.slice(0, -1)) : contentType === type
  })

export const isImage = (file: File): boolean => {
  const type = contentTypeOf(file)
  return type === '' ? images.has(endingOf(file)) : type.startsWith('image/') && !isTextual(type)
}

/** Languages are more than any list of their endings: whatever isn't known as something else is given a look. */
const looksLikeText = (file: File) => {
  const type = contentTypeOf(file)
  return isTextual(type) || (!isMedia(type) && !binaries.has(endingOf(file)))
}

const isTextual = (type: string) =>
  /^text\/|^application\/(?:json|xml|yaml|.*(?:script|\+json|\+xml|\+yaml))$|^image\/svg\+xml$/.test(type)

// TypeScript's ending is a video's, too, and Discord goes by the ending.
const isMedia = (type: string) => /^(?:image|audio|video|font)\/(?!mp2t$)/.test(type)

const contentTypeOf = ({ contentType }: File) => contentType?.split(';')[0]?.trim().toLowerCase() ?? ''

const endingOf = ({ name }: File) => /\.([^.]+)$/.exec(name.toLowerCase())?.[1] ?? ''

const binaries: ReadonlySet<string> = new Set(binaryExtensions)
const images: ReadonlySet<string> = new Set(['png', 'jpg', 'jpeg', 'gif', 'webp', 'avif', 'heic', 'bmp'])
