import { expect, it } from 'vitest'
import { candidates, complete, queryBefore } from './completion.ts'

const person = (id: string, username: string) => ({ id, username, global_name: null, avatar: null })
const members = [person('1', 'Parley'), person('2', 'Ada'), person('3', 'Grace')]

it('finds the name that is being typed before the caret', () => {
  expect(queryBefore('hello @Pa', 9)).toBe('Pa')
  expect(queryBefore('@', 1)).toBe('')
  expect(queryBefore('mail@example', 12)).toBeNull()
  expect(queryBefore('@Parley hello', 13)).toBeNull()
})

it('offers those first whose name begins with it', () => {
  expect(candidates('a', members).map(({ username }) => username)).toEqual(['Ada', 'Parley', 'Grace'])
  expect(candidates('zz', members)).toEqual([])
})

it('puts the whole name in place of the query and the caret behind it', () => {
  expect(complete('hi @Pa there', 6, 'Pa', members[0]!)).toEqual({ text: 'hi @Parley there', caret: 11 })
})
