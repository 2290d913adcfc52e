import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { threadNameOf } from './thread-name.ts'

const nameOf = (text: string) => threadNameOf({ text, author: { name: 'Ada' } })

test.each([
  ['How do I grow tomatoes?', 'How do I grow tomatoes?'],
  ['How do I grow tomatoes? I have a balcony, and it faces north.', 'How do I grow tomatoes?'],
  ['Hi! How do I grow tomatoes on my balcony?', 'Hi! How do I grow tomatoes on my balcony?'],
  ['**bold** `code`\n\n# and a line', 'bold code and a line'],
  ['ask @everyone <@123> <@&456> <#789>', 'ask everyone somebody role channel'],
  ['\u202Eevil\u200B', 'evil'],
  ['***', 'Ada'],
  ['', 'Ada'],
])('%j becomes %j', (text, name) => expect(nameOf(text)).toBe(name))

test('a long question is cut between words', () => {
  expect(nameOf('many words '.repeat(30))).toMatch(/^(many words )+many…$|^(many words )*many words…$/)
  expect(nameOf('x'.repeat(300))).toBe(`${'x'.repeat(99)}…`)
})

test('whatever is asked, the name is one that Discord takes and that mentions nobody', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      const name = nameOf(text)
      expect(name.length).toBeLessThanOrEqual(100)
      expect(name.trim()).not.toBe('')
      expect(name).not.toMatch(/[@<>\n]/)
    }),
  )
})
