import type { SeenImage } from './question.ts'

/** What is wrong with an image, in no provider's own words. */
export type BadImage = 'not_base64' | 'unknown_type' | 'not_an_image'

/** Looks at an image as the real ones do: it must be one, whatever it is called. */
export const readImage = (mediaType: string, base64: string): SeenImage | BadImage => {
  const begins = signatures.get(mediaType)
  if (!begins) return 'unknown_type'
  if (base64 === '' || base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return 'not_base64'
  const bytes = Buffer.from(base64, 'base64')
  return begins.test(bytes.toString('latin1', 0, 12)) ? { mediaType, bytes: bytes.length } : 'not_an_image'
}

const signatures: ReadonlyMap<string, RegExp> = new Map([
  ['image/png', /^\x89PNG/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF[^]{4}WEBP/],
])
