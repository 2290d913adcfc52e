import { expect, test } from 'vitest'
import { conversationOf } from './scope.ts'

const inGuild = { guild: 'G', channel: 'C', thread: false, author: 'U' }
const direct = { guild: null, channel: 'D', thread: false, author: 'U' }
const thread = { guild: 'G', channel: 'T', thread: true, author: 'U' }

test.each([
  ['user', inGuild, { key: 'guild:G/user:U', shared: false }],
  ['user', direct, { key: 'dm/user:U', shared: false }],
  ['user_everywhere', inGuild, { key: 'user:U', shared: false }],
  ['user_everywhere', direct, { key: 'user:U', shared: false }],
  ['channel', inGuild, { key: 'channel:C', shared: true }],
  ['channel', direct, { key: 'channel:D', shared: false }],
  ['user', thread, { key: 'thread:T', shared: true }],
  ['user_everywhere', thread, { key: 'thread:T', shared: true }],
  ['channel', thread, { key: 'thread:T', shared: true }],
] as const)('scope %s at %o is %o', (scope, place, conversation) => {
  expect(conversationOf(scope, place)).toEqual(conversation)
})
