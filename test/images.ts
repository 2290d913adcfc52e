import type { Image } from '../src/providers/contract.ts'

const imageOf = (mediaType: Image['mediaType'], beginning: string, bytes: number): Image => ({
  mediaType,
  base64: Buffer.concat([Buffer.from(beginning, 'latin1'), Buffer.alloc(bytes)])
    .subarray(0, bytes)
    .toString('base64'),
})

/** As much of an image as anybody looks at before it is decoded: its first bytes, and so many in all. */
export const images = {
  png: (bytes = 68) => imageOf('image/png', '\x89PNG\r\n\x1a\n', bytes),
  jpeg: (bytes = 120) => imageOf('image/jpeg', '\xff\xd8\xff\xe0', bytes),
  gif: (bytes = 43) => imageOf('image/gif', 'GIF89a', bytes),
  webp: (bytes = 44) => imageOf('image/webp', 'RIFF\0\0\0\0WEBP', bytes),
}
