import { expect, it } from 'vitest'
import { withHistory, withMessage, withoutMessage } from './histories.ts'
import type { Message } from './world.ts'

const channel = '7'
const message = (id: string, content: string, edit_count = 0): Message =>
  Object.assign(Object.create(null), { id, channel_id: channel, content, edit_count })
const contents = (histories: ReturnType<typeof withMessage>) =>
  histories.get(channel)?.map(({ content }) => content)

it('puts messages in the order of their ids, whatever order they came in', () => {
  const late = withMessage(withMessage(new Map(), message('10', 'second')), message('9', 'first'))
  expect(contents(late)).toEqual(['first', 'second'])
})

it('replaces an edited message and keeps the newer of two edits', () => {
  const edited = withMessage(withMessage(new Map(), message('9', 'a')), message('9', 'abc', 2))
  expect(contents(withMessage(edited, message('9', 'ab', 1)))).toEqual(['abc'])
})

it('keeps what events told while the history was being read', () => {
  const told = [message('9', 'edited', 3), message('11', 'new')].reduce(withMessage, new Map())
  const read = [message('8', 'old'), message('9', 'stale', 1)]
  expect(contents(withHistory(told, channel, read))).toEqual(['old', 'edited', 'new'])
})

it('drops what was deleted while nobody listened', () => {
  const before = [message('8', 'deleted'), message('9', 'kept')].reduce(withMessage, new Map())
  expect(contents(withHistory(before, channel, [message('9', 'kept')]))).toEqual(['kept'])
  expect(contents(withoutMessage(before, channel, '8'))).toEqual(['kept'])
})
