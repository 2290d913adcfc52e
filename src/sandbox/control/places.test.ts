import { PermissionFlagsBits as Flag } from 'discord-api-types/v10'
import { expect, test } from 'vitest'
import { openFakeDiscord } from '../../../test/fake-discord-client.ts'
import { connectRaw, identify } from '../../../test/raw-gateway.ts'

const GUILDS_AND_MEMBERS = 0b11

const open = async () => {
  const fake = await openFakeDiscord({ settings: { rateLimits: false } })
  await fake.control('PATCH', '/settings', { privileged_intents: ['guild_members'] })
  const gateway = connectRaw(fake.discord.url)
  await gateway.next(({ op }) => op === 10)
  gateway.send(2, identify(fake.discord.token, { intents: GUILDS_AND_MEMBERS }))
  const ready = await gateway.event('READY')
  const [garden, workshop] = fake.state.guilds
  const [ada, grace, linus] = fake.state.people
  return { ...fake, gateway, ready, garden, workshop, ada, grace, linus }
}

test('Grace may manage the first guild and not the second, and the application is not hers', async () => {
  await using it = await open()
  const gardeners = it.garden.roles.find(({ name }: { name: string }) => name === 'Gardeners')
  expect(gardeners.permissions).toEqual(['manage_guild'])
  expect(it.garden.member_roles).toMatchObject({ [it.grace.id]: [gardeners.id], [it.linus.id]: [] })
  expect(it.workshop.member_roles).toMatchObject({ [it.grace.id]: [] })
  expect((await it.api('GET', '/applications/@me')).body).toMatchObject({
    owner: { id: it.ada.id },
    team: null,
  })
})

test('roles are made, given, changed, taken and removed, and the bot hears of each', async () => {
  await using it = await open()
  const { body: role } = await it.control('POST', '/guilds/The Workshop/roles', {
    name: 'Keepers',
    permissions: ['manage_guild', 'manage_messages'],
  })
  expect((await it.gateway.event('GUILD_ROLE_CREATE')).d).toMatchObject({
    guild_id: it.workshop.id,
    role: { id: role.id, name: 'Keepers', permissions: String(Flag.ManageGuild | Flag.ManageMessages) },
  })
  const given = await it.control('PUT', '/guilds/The Workshop/members/Linus/roles/Keepers')
  expect(given.body.member_roles[it.linus.id]).toEqual([role.id])
  expect((await it.gateway.event('GUILD_MEMBER_UPDATE')).d).toMatchObject({
    guild_id: it.workshop.id,
    user: { id: it.linus.id },
    roles: [role.id],
  })
  await it.control('PATCH', '/guilds/The Workshop/roles/Keepers', { permissions: [] })
  expect((await it.gateway.event('GUILD_ROLE_UPDATE')).d.role).toMatchObject({
    name: 'Keepers',
    permissions: '0',
  })
  await it.control('DELETE', '/guilds/The Workshop/roles/Keepers')
  expect((await it.gateway.event('GUILD_ROLE_DELETE')).d).toEqual({
    guild_id: it.workshop.id,
    role_id: role.id,
  })
  const taken = await it.api('GET', `/guilds/${it.workshop.id}/members/${it.linus.id}`)
  expect(taken.body.roles).toEqual([])
  expect((await it.control('DELETE', '/guilds/The Workshop/roles/@everyone')).status).toBe(400)
  expect(
    (await it.control('POST', '/guilds/The Workshop/roles', { name: 'x', permissions: ['fly'] })).body.error,
  ).toContain('manage_guild')
})

test('who leaves a guild is no member any more, and may come back', async () => {
  await using it = await open()
  await it.control('DELETE', '/guilds/The Workshop/members/Linus')
  expect((await it.gateway.event('GUILD_MEMBER_REMOVE')).d).toMatchObject({ user: { id: it.linus.id } })
  expect(
    (await it.control('POST', '/messages', { channel: 'lobby', author: 'Linus', content: 'x' })).status,
  ).toBe(403)
  await it.control('PUT', '/guilds/The Workshop/members/Linus')
  expect((await it.gateway.event('GUILD_MEMBER_ADD')).d).toMatchObject({ user: { id: it.linus.id } })
})

test('the application may be a team’s', async () => {
  await using it = await open()
  const team = {
    name: 'Growers',
    members: [{ person: 'Ada' }, { person: 'Linus', role: 'developer', accepted: false }],
  }
  expect((await it.control('PATCH', '/application', { team })).status).toBe(200)
  for (const path of ['/applications/@me', '/oauth2/applications/@me'])
    expect((await it.api('GET', path)).body).toMatchObject({
      owner: { username: expect.stringMatching(/^team\d+$/) },
      team: {
        name: 'Growers',
        owner_user_id: it.ada.id,
        members: [
          { user: { id: it.ada.id }, membership_state: 2, role: 'admin' },
          { user: { id: it.linus.id }, membership_state: 1, role: 'developer' },
        ],
      },
    })
  await it.control('PATCH', '/application', { owner: 'Linus', team: null })
  expect((await it.api('GET', '/applications/@me')).body).toMatchObject({
    owner: { id: it.linus.id },
    team: null,
  })
})

test('channels stand in categories and may be age-restricted, and the bot hears of a change', async () => {
  await using it = await open()
  const { body: shed } = await it.control('POST', '/channels', {
    type: 'category',
    guild: 'The Workshop',
    name: 'Shed',
  })
  expect((await it.gateway.event('CHANNEL_CREATE')).d).toMatchObject({ id: shed.id, type: 4 })
  await it.control('PATCH', '/channels/lobby', { category: 'Shed', age_restricted: true })
  const changed = { parent_id: shed.id, nsfw: true, type: 0 }
  expect((await it.gateway.event('CHANNEL_UPDATE')).d).toMatchObject(changed)
  expect((await it.api('GET', `/channels/${it.idOf('lobby')}`)).body).toMatchObject(changed)
  const { body: thread } = await it.control('POST', '/channels', {
    type: 'thread',
    parent: 'lobby',
    name: 'aside',
    author: 'Ada',
  })
  expect(thread).toMatchObject({ age_restricted: true, parent_id: it.idOf('lobby') })
  expect((await it.api('GET', `/channels/${thread.id}`)).body).not.toHaveProperty('nsfw')
  expect((await it.api('POST', `/channels/${shed.id}/messages`, { content: 'x' })).body.code).toBe(50008)
  await it.control('DELETE', '/channels/Shed')
  expect((await it.api('GET', `/channels/${it.idOf('lobby')}`)).body.parent_id).toBeNull()
})

test('the bot leaves a guild or is put out, and is told so as of no outage', async () => {
  await using it = await open()
  expect(it.ready.d.guilds).toHaveLength(2)
  expect((await it.api('DELETE', `/users/@me/guilds/${it.workshop.id}`)).status).toBe(204)
  expect((await it.gateway.event('GUILD_DELETE')).d).toEqual({ id: it.workshop.id })
  expect((await it.api('DELETE', `/users/@me/guilds/${it.workshop.id}`)).body.code).toBe(10004)
  expect((await it.api('GET', `/channels/${it.idOf('lobby')}`)).body.code).toBe(50001)
  await it.control('DELETE', "/guilds/Parley's Garden/bot")
  await it.gateway.event('GUILD_DELETE')
  const again = connectRaw(it.discord.url)
  await again.next(({ op }) => op === 10)
  await it.clock.advance(5_000)
  again.send(2, identify(it.discord.token))
  expect((await again.event('READY')).d.guilds).toEqual([])

  const { body: third } = await it.control('POST', '/guilds', {
    name: 'Third',
    channels: ['one'],
    bot: false,
  })
  await it.control('PUT', '/guilds/Third/bot')
  const joined = await it.gateway.next(({ t, d }) => t === 'GUILD_CREATE' && d.id === third.id)
  expect(joined.d.channels).toMatchObject([{ name: 'one' }])
})

test('a thread below a message has its id, begins with a pointer to it, and can be made once', async () => {
  await using it = await open()
  const { body: said } = await it.control('POST', '/messages', {
    channel: 'general',
    author: 'Ada',
    content: 'What now?',
  })
  const path = `/channels/${it.idOf('general')}/messages/${said.id}`
  await it.control('PATCH', '/channels/general', { bot_may: { create_threads: false } })
  expect((await it.api('POST', `${path}/threads`, { name: 'no' })).body.code).toBe(50_013)
  await it.control('PATCH', '/channels/general', { bot_may: { create_threads: true } })
  const { body: thread } = await it.api('POST', `${path}/threads`, { name: 'What now?' })
  expect(thread).toMatchObject({ id: said.id, parent_id: it.idOf('general'), message_count: 0 })
  expect((await it.gateway.event('THREAD_CREATE')).d).toMatchObject({ id: said.id, newly_created: true })
  expect((await it.api('POST', `${path}/threads`, { name: 'again' })).body.code).toBe(160_004)
  expect((await it.api('GET', path)).body).toMatchObject({ flags: 32, thread: { id: said.id } })
  const inside = await it.control('GET', `/channels/${said.id}/messages`)
  expect(inside.body).toMatchObject([{ type: 21, content: '', referenced_message: { content: 'What now?' } }])

  const { body: other } = await it.control('POST', '/messages', {
    channel: 'general',
    author: 'Ada',
    content: 'And now?',
  })
  const own = await it.control('POST', '/channels', {
    type: 'thread',
    parent: 'general',
    name: 'own',
    author: 'Linus',
    message: other.id,
  })
  expect(own.body).toMatchObject({ id: other.id, type: 11 })
})
