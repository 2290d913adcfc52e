import { randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLog } from '../telemetry/log.ts'
import { createCipher, createKeyedHash } from './cipher.ts'

const keyOf = (name: string) => ({ name, bytes: randomBytes(32) })
const [one, two] = [keyOf('PARLEY_ENCRYPTION_KEY'), keyOf('PARLEY_ENCRYPTION_KEY_1')]
const heard = (lines: string[]) => createLog('info', (line) => lines.push(line))
const quiet = createLog('silent')
const place = 'messages/1/user'

test('what is sealed opens again, in its place only, and never looks the same', () => {
  const cipher = createCipher({ current: one, older: [] }, quiet)
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const sealed = cipher.seal(text, place)
      expect(cipher.open(sealed, place)).toBe(text)
      expect(cipher.seal(text, place)).not.toBe(sealed)
      expect(cipher.open(sealed, 'messages/1/assistant')).toBeNull()
    }),
  )
  expect(cipher.seal('Who are you?', place)).not.toContain('Who')
})

test('without a key, texts stay as they are, even those that look sealed', () => {
  const plain = createCipher({ current: null, older: [] }, quiet)
  expect(plain.seal('Who are you?', place)).toBe('Who are you?')
  for (const text of ['sealed/1/00000000/AAAA', 'sealed/0/', 'sealed/', '']) {
    const stored = plain.seal(text, place)
    for (const cipher of [plain, createCipher({ current: one, older: [] }, quiet)])
      expect(cipher.open(stored, place)).toBe(text)
  }
})

test('what was written before the key was there, and with older keys, is read', () => {
  const older = createCipher({ current: two, older: [] }, quiet).seal('Older', place)
  const cipher = createCipher({ current: one, older: [two] }, quiet)
  expect(cipher.open('Plain', place)).toBe('Plain')
  expect(cipher.open(older, place)).toBe('Older')
  expect(createCipher({ current: null, older: [two] }, quiet).open(older, place)).toBe('Older')
  expect(createCipher({ current: null, older: [two] }, quiet).seal('Plain', place)).toBe('Plain')
  expect(createCipher({ current: one, older: [] }, quiet).open(cipher.seal('Newer', place), place)).toBe(
    'Newer',
  )
})

test('a key that is missing is told once, without a word of what was written', () => {
  const lines: string[] = []
  const sealed = createCipher({ current: two, older: [] }, quiet).seal('Secret', place)
  const cipher = createCipher({ current: one, older: [] }, heard(lines))
  expect([cipher.open(sealed, place), cipher.open(sealed, place)]).toEqual([null, null])
  expect(lines).toHaveLength(1)
  expect(lines[0]).toContain('PARLEY_ENCRYPTION_KEY_1')
  expect(lines[0]).not.toContain('Secret')
})

test.each([(sealed: string) => `${sealed.slice(0, -3)}AAA`, (sealed: string) => sealed.slice(0, 24)])(
  'what was tampered with does not open (%#)',
  (tamper) => {
    const lines: string[] = []
    const cipher = createCipher({ current: one, older: [] }, heard(lines))
    const changed = tamper(cipher.seal('Who are you?', place))
    expect(cipher.open(changed, place)).toBeNull()
    expect(lines.join()).toContain('changed or moved')
  },
)

test('a keyed hash is the same for the same value, and another with another secret', () => {
  const hash = createKeyedHash('a')
  expect(hash('1')).toBe(hash('1'))
  expect(hash('1')).not.toBe(hash('2'))
  expect(hash('1')).not.toBe(createKeyedHash('b')('1'))
})
