import type { Image } from '../contract.ts'

/** A picture is what its first bytes say, whatever it is called. Null: none that models see. */
export const imageOf = (bytes: Uint8Array): Image | null => {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1')
  const [, mediaType] = signatures.find(([signature]) => signature.test(head)) ?? []
  return mediaType ? { mediaType, base64: Buffer.from(bytes).toString('base64') } : null
}

const signatures: readonly (readonly [RegExp, Image['mediaType']])[] = [
  [/^\x89PNG\r\n/, 'image/png'],
  [/^\xff\xd8\xff/, 'image/jpeg'],
  [/^RIFF[^]{4}WEBP/, 'image/webp'],
  [/^GIF8[79]a/, 'image/gif'],
]
