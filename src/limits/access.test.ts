import { describe, expect, test } from 'vitest'
import { ada, general, grace, home, questionOf } from '../../test/limiting.ts'
import { accessSection } from '../config/sections/access.ts'
import { barredBy } from './access.ts'
import type { Asker } from './contract.ts'

const [thread, category] = ['310000000000000001', '320000000000000001']
const [helper, muted] = ['400000000000000001', '400000000000000002']
const barred = (access: object, asker: Partial<Asker> = {}) =>
  barredBy(accessSection.parse(access), questionOf(asker))
const not = (what: string) => ({ code: 'not_allowed', what })
const inThread = { channel: thread, places: [thread, general, category] }

describe.each<[list: object, asker: Partial<Asker>, why: object | null]>([
  [{}, {}, null],
  [{}, { guild: null }, null],
  [{ allow_guilds: [home] }, {}, null],
  [{ allow_guilds: [home] }, { guild: '100000000000000002' }, not('guild')],
  [{ allow_guilds: [home] }, { guild: null }, null],
  [{ block_guilds: [home] }, {}, not('guild')],
  [{ allow_guilds: [home], block_guilds: [home] }, {}, not('guild')],
  [{ block_users: [ada] }, {}, not('user')],
  [{ block_users: [ada], allow_users: [ada] }, {}, not('user')],
  [{ block_users: [ada] }, { guild: null }, not('user')],
  [{ allow_users: [grace] }, {}, not('user')],
  [{ allow_users: [grace] }, { author: grace, guild: null }, null],
  [{ allow_roles: [helper] }, { roles: [muted, helper] }, null],
  [{ allow_roles: [helper] }, { roles: [muted] }, not('role')],
  [{ allow_roles: [helper] }, { guild: null }, not('role')],
  [{ allow_roles: [helper], allow_users: [ada] }, { guild: null }, null],
  [{ allow_roles: [helper], block_roles: [muted] }, { roles: [muted, helper] }, not('role')],
  [{ allow_channels: [general] }, {}, null],
  [{ allow_channels: [category] }, {}, not('channel')],
  [{ allow_channels: [category] }, inThread, null],
  [{ allow_channels: [category], block_channels: [general] }, inThread, not('channel')],
  [{ allow_channels: [thread], block_channels: [general] }, inThread, null],
  [{ block_channels: [category], allow_channels: [general] }, inThread, null],
  [{ block_channels: [general] }, { guild: null, channel: general }, null],
  [{ direct_messages: 'operators' }, {}, null],
  [{ direct_messages: 'operators' }, { guild: null }, { code: 'direct_messages_off' }],
  [{ direct_messages: 'operators' }, { guild: null, operator: true }, null],
  [{ direct_messages: 'off' }, { guild: null, operator: true }, { code: 'direct_messages_off' }],
  [{ block_users: [ada], block_guilds: [home] }, { operator: true }, null],
])('%j', (list, asker, why) => {
  test(`${why ? 'turns away' : 'lets in'} ${JSON.stringify(asker)}`, () => {
    expect(barred(list, asker)).toEqual(why)
  })
})
