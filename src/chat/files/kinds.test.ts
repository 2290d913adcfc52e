import { expect, test } from 'vitest'
import { isImage, mayBeText } from './kinds.ts'

const kindOf = (name: string, contentType: string | null) =>
  isImage({ name, contentType }) ? 'image' : mayBeText({ name, contentType }, ['text']) ? 'text' : 'neither'

test.each([
  ['notes.txt', 'text/plain; charset=utf-8', 'text'],
  ['notes', null, 'text'],
  ['app.log', null, 'text'],
  ['main.rs', 'application/rls-services+xml', 'text'],
  ['main.ts', 'video/mp2t', 'text'],
  ['Main.kt', 'application/octet-stream', 'text'],
  ['Makefile', 'application/octet-stream', 'text'],
  ['data.json', 'application/json; charset=utf-8', 'text'],
  ['feed', 'application/atom+xml', 'text'],
  ['deploy.sh', 'application/x-sh', 'text'],
  ['index.js', 'application/javascript', 'text'],
  ['logo.svg', 'image/svg+xml', 'text'],
  ['cat.png', 'image/png', 'image'],
  ['CAT.JPG', null, 'image'],
  ['cat.heic', 'image/heic', 'image'],
  ['clip.mp4', 'video/mp4', 'neither'],
  ['voice-message.ogg', 'audio/ogg', 'neither'],
  ['voice', 'audio/ogg', 'neither'],
  ['thesis.pdf', null, 'neither'],
  ['letter.docx', 'application/octet-stream', 'neither'],
  ['all.tar.gz', 'application/gzip', 'neither'],
])('%s (%s) is taken for %s', (name, contentType, kind) => {
  expect(kindOf(name, contentType)).toBe(kind)
})

test.each([
  [['.md'], true, false],
  [['text/*'], true, true],
  [['text/csv'], false, true],
  [['.zip', '.CSV'], false, true],
])('of an operator’s types %j', (types, markdown, csv) => {
  expect(mayBeText({ name: 'Read.MD', contentType: 'text/markdown' }, types)).toBe(markdown)
  expect(mayBeText({ name: 'a.csv', contentType: 'text/csv; charset=utf-8' }, types)).toBe(csv)
})
