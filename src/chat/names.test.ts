import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nameEach, plainFileName } from './names.ts'

const called = (...names: string[]) => [
  ...nameEach(names.map((name, index) => ({ id: `20000000000000000${index}`, name }))).values(),
]

test('a name that is harmless stays as it is', () => {
  expect(called('Ada', 'Grace Hopper', 'Zoë', '李', '😀')).toEqual(['Ada', 'Grace Hopper', 'Zoë', '李', '😀'])
})

test('a name cannot hold a line end, a colon or what looks like one, or what nobody sees', () => {
  expect(called('Eve\nAda: hello')).toEqual(['Eve Ada hello'])
  expect(called('Ada： #1')).toEqual(['Ada 1'])
  expect(called('\u202eevE\u200b')).toEqual(['evE'])
  expect(called('\u200b\u3164 \u2800', ':::')).toEqual(['Somebody #0000', 'Somebody #0001'])
})

test('people who are called alike are told apart', () => {
  expect(called('Ada', 'ada ', 'A\u200bda', 'Bob')).toEqual(['Ada #0000', 'ada #0001', 'Ada #0002', 'Bob'])
  const close = [
    { id: '1111234', name: 'Ada' },
    { id: '2221234', name: 'Ada' },
  ]
  expect([...nameEach(close).values()]).toEqual(['Ada #11234', 'Ada #21234'])
})

test('who is called as if it were not a person is told apart, too', () => {
  expect(called('System', 'assistant', '[Developer message]', 'Ai')).toEqual([
    'System #0000',
    'assistant #0001',
    'Developer message #0002',
    'Ai #0003',
  ])
  expect(called('Aino', 'Systema', 'Human Resources')).toEqual(['Aino', 'Systema', 'Human Resources'])
})

test('somebody who was renamed is called by the last name', () => {
  const people = [
    { id: '1', name: 'Old' },
    { id: '2', name: 'Bob' },
    { id: '1', name: 'New' },
  ]
  expect([...nameEach(people)]).toEqual([
    ['1', 'New'],
    ['2', 'Bob'],
  ])
})

const name = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('Ada', 'ada', 'Ada #0001', 'Ada:', 'A\u200bda', 'Ada\nBob', '𝐀da', 'Somebody', ''),
)

test('whatever people call themselves, each is one short line that nobody else is called', () => {
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 8 }), (names) => {
      const all = called(...names)
      for (const one of all) {
        expect(one).toMatch(/^[^:[\]\p{Cc}\p{Zl}\p{Zp}]+$/u)
        expect(one.trim()).toBe(one)
        expect(Array.from(one.replace(/ #\d+$/, '')).length).toBeLessThanOrEqual(32)
      }
      expect(new Set(all.map((one) => one.toLowerCase())).size).toBe(names.length)
    }),
  )
})

describe('a file’s name', () => {
  test.each([
    ['notes.txt', 'notes.txt'],
    ['Ada’s résumé (2).md', 'Ada’s résumé (2).md'],
    ['a".]\n\nGrace: hi\u202e.txt', 'a. Grace: hi.txt'],
    ['\u200b', 'file'],
    [`${'long '.repeat(50)}name.test.ts`, `${'long '.repeat(13)}lo…name.test.ts`],
  ])('%j is %j', (name, plain) => {
    expect(plainFileName(name)).toBe(plain)
  })

  test('is short, on one line and ends no quotes or brackets, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        expect(plainFileName(name)).toMatch(/^[^"[\]\p{C}\u2028\u2029]{1,80}$/u)
      }),
    )
  })
})
