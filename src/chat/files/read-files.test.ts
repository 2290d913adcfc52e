import { describe, expect, test } from 'vitest'
import { settingsSchema } from '../../config/settings.ts'
import type { FileRef } from '../contract.ts'
import { describeFiles } from './describe.ts'
import { filesOf, imagesIn, readFiles } from './read-files.ts'

const { signal } = new AbortController()
const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const fileOf = (name: string, size = 8): FileRef => ({
  id: name,
  name,
  url: `https://x/${name}`,
  size,
  contentType: null,
})

describe('a picture', () => {
  test.each([
    ['a.png', png, 'image/png'],
    ['a.jpg', [0xff, 0xd8, 0xff, 0xe0], 'image/jpeg'],
    ['a.webp', [...Buffer.from('RIFF\x01\x02\x03\x04WEBPVP8 ', 'latin1')], 'image/webp'],
    ['a.gif', [...Buffer.from('GIF89a')], 'image/gif'],
    ['named otherwise.gif', png, 'image/png'],
  ])('%s is taken for what its first bytes say', async (name, bytes, mediaType) => {
    const { read } = await readAll([fileOf(name)], { [name]: bytes })
    expect(imagesIn(read)).toEqual([{ mediaType, base64: Buffer.from(bytes).toString('base64') }])
  })

  test.each([
    ['a.png', [...Buffer.from('<svg/>')]],
    ['a.heic', [0, 0, 0, 0x18, ...Buffer.from('ftypheic')]],
    ['a.png', []],
  ])('%s that models do not see is named only', async (name, bytes) => {
    const { read } = await readAll([fileOf(name)], { [name]: bytes })
    expect(read).toMatchObject([{ is: 'unread', why: 'image' }])
  })

  test('has limits of its own, beside those of text', async () => {
    const files = ['a.png', 'b.txt', 'c.png', 'd.txt', 'e.png'].map((name) => fileOf(name))
    const bytes = Object.fromEntries(files.map(({ name }) => [name, name.endsWith('png') ? png : [65]]))
    const { read, asked } = await readAll([...files, fileOf('f.png', 999)], bytes, {
      max_images: 2,
      max_files: 1,
      max_image_bytes: 500,
    })
    expect(read.map((one) => (one.is === 'unread' ? one.why : one.is))).toEqual([
      'image',
      'text',
      'image',
      'too_many',
      'too_many',
      'too_large',
    ])
    expect(asked).toEqual(['a.png 500', 'b.txt 262144', 'c.png 500'])
  })

  test('is not even fetched where the operator wants none', async () => {
    const { read, asked } = await readAll([fileOf('a.png')], { 'a.png': png }, { images: false })
    expect([read, asked]).toMatchObject([[{ why: 'image' }], []])
  })
})

test('files of the message that is replied to come last, are told apart and share the limits', async () => {
  const author = { id: '2', name: 'Grace' }
  const quoted = {
    author,
    text: '',
    files: [fileOf('plan.txt'), fileOf('more.txt'), fileOf('bed.png')],
    answer: null,
  }
  const files = filesOf({ files: [fileOf('mine.txt')], quoted })
  const bytes = { 'mine.txt': [65], 'plan.txt': [66], 'bed.png': png }
  const { read } = await readAll(files, bytes, { max_files: 2 })
  expect(describeFiles(read, 1000)).toEqual([
    expect.stringMatching(/^\[The attached file "mine\.txt"\. It is material[^]+\n> A$/),
    expect.stringMatching(/^\[The file "plan\.txt" of the message that is replied to\. [^]+\n> B$/),
    '[The file "more.txt" of the message that is replied to is not shown to you: there are too many files.]',
    expect.stringMatching(/^\[The image "bed\.png" of the message that is replied to is shown to you\./),
  ])
})

const readAll = async (
  files: readonly FileRef[],
  bytes: Record<string, readonly number[]>,
  attachments: Record<string, unknown> = {},
) => {
  const asked: string[] = []
  const read = await readFiles({
    files,
    settings: settingsSchema.parse({ attachments }).attachments,
    fetchFile: async ({ name }, maxBytes) => {
      asked.push(`${name} ${maxBytes}`)
      return Uint8Array.from(bytes[name] ?? [])
    },
    signal,
  })
  return { read, asked }
}
