import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createApiDescription } from '../../test/discord-api-description.ts'
import { createFastClock } from '../../test/fast-clock.ts'
import { createPeople, type People } from '../../test/people.ts'
import { systemClock } from '../lib/clock.ts'
import { startFakeDiscord, type FakeDiscord } from '../sandbox/fake-discord.ts'
import type { ObservedRequest } from '../sandbox/rest/observe.ts'
import { addThread } from '../sandbox/world/channels.ts'
import { addGuild } from '../sandbox/world/guilds.ts'
import type { TextChannel } from '../sandbox/world/things.ts'
import { examineDiscord } from './doctor.ts'
import { inviteLink } from './gateway/invite.ts'

let discord: FakeDiscord
let people: People
let requests: ObservedRequest[] = []
const description = createApiDescription()
beforeEach(async () => {
  requests = []
  discord = await startFakeDiscord({
    port: { port: 0, orNext: false },
    clock: systemClock,
    onRequest: (request) => void requests.push(request),
  })
  people = createPeople(discord)
})
afterEach(async () => {
  await discord[Symbol.asyncDispose]()
  const mistakes = requests.flatMap(({ method, path, json }) => description?.check(method, path, json) ?? [])
  expect(mistakes).toEqual([])
  expect(requests.filter(({ method }) => method !== 'GET')).toEqual([])
})

/** A line a finding. */
const examine = async (options: Partial<Parameters<typeof examineDiscord>[0]> = {}) => {
  const { apiUrl, token } = discord
  const findings = await examineDiscord({
    apiUrl,
    token,
    version: '1.0.0',
    settings: { message_content: false },
    channels: [],
    clock: systemClock,
    signal: new AbortController().signal,
    ...options,
  })
  return findings.map(({ level, says }) => `${level}: ${says}`)
}

const channelNamed = (name: string) =>
  [...discord.world.channels.values()].find(
    (channel): channel is TextChannel => channel.kind === 'text' && channel.name === name,
  )!
const askedIn = async (id: string) =>
  (await examine({ channels: [id] })).filter((line) => /hannel|In #|timed out/.test(line))

test('of a bot that is well, it says who it is, what it may, and how to invite it', async () => {
  expect(await examine()).toEqual([
    `ok: The token is that of Parley (application ${discord.applicationId}), which is in 2 servers.`,
    'ok: Parley needs no privileged intent.',
    'ok: Discord lets the bot log in 1000 more times (1000 a day; a start takes 1).',
    'ok: Slash commands can be registered; 0 are.',
    expect.stringContaining(inviteLink(discord.applicationId)),
  ])
})

test('a token that is refused is all that is said, with the variable and where to get another', async () => {
  expect(await examine({ token: 'a.wrong.token' })).toEqual([
    'problem: Discord refuses the token. Set DISCORD_TOKEN to the one that "Reset Token" shows in the Developer Portal, under Bot.',
  ])
})

test.each([
  [false, false, /^ok: Parley needs no privileged intent\.$/],
  [false, true, /^ok: .* Message Content is on, and not used while discord\.message_content is false/],
  [true, true, /^ok: The Message Content intent is on/],
  [true, false, /^problem: .* switch it on in the Developer Portal, .* or set discord\.message_content/],
])('message_content %j, with the intent %j in the portal', async (message_content, isOn, said) => {
  if (isOn) discord.world.application.privilegedIntents.add('message_content')
  expect(await examine({ settings: { message_content } })).toContainEqual(expect.stringMatching(said))
})

test.each([
  [
    49,
    /^warning: Discord lets the bot log in 49 more times until \d{4}-\d\d-\d\d \d\d:\d\d UTC .* at 0 it can't be started/,
  ],
  [0, /^problem: Discord lets the bot log in 0 more times .* wait until then/],
])('with %i starts left it warns', async (left, said) => {
  await fetch(`${discord.url}/sandbox/settings`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ identifies_remaining: left }),
  })
  expect(await examine()).toContainEqual(expect.stringMatching(said))
})

test('a server where the bot may have no commands is named', async () => {
  const [, workshop] = [...discord.world.guilds.values()]
  const path = `/applications/*/guilds/${workshop!.id}/commands`
  await people.fault({ kind: 'rest_status', status: 403, code: 50_001, path, count: 1, skip: 0 })
  const lines = await examine()
  expect(lines).toContainEqual(
    expect.stringMatching(/^problem: In The Workshop the bot lacks the scope applications\.commands/),
  )
  expect(lines).not.toContainEqual(expect.stringContaining('can be registered'))
})

test('a bot in no server is to be invited', async () => {
  for (const guild of discord.world.guilds.values()) guild.hasBot = false
  expect(await examine()).toContainEqual(
    expect.stringMatching(/^warning: .*no server yet: invite it with the link below/),
  )
})

test.each([
  [450, 'which is in 450 servers.', 3],
  [1300, 'which is in 1000 servers or more.', 5],
])('%i servers are counted by the page', async (servers, said, pages) => {
  for (let count = 2; count < servers; count += 1) addGuild(discord.world, `Server ${count}`)
  expect(await examine()).toContainEqual(expect.stringContaining(said))
  expect(requests.filter(({ path }) => path.startsWith('/users/@me/guilds'))).toHaveLength(pages)
})

describe('in a channel', () => {
  test('with all permissions, that is said', async () => {
    expect(await askedIn(channelNamed('general').id)).toEqual([
      "ok: In #general of Parley's Garden the bot has all permissions that it needs.",
    ])
  })

  test.each([
    ['read_history', /^problem: In #general of Parley's Garden the bot lacks Read Message History, and/],
    ['send_in_threads', /^problem: .* lacks Send Messages in Threads, and/],
    ['embed', /^warning: .* lacks Embed Links, and/],
    ['attach', /^warning: .* lacks Attach Files, and/],
  ])('without %s it says which is missing, and what then', async (permission, said) => {
    await people.forbid('general', permission)
    expect(await askedIn(channelNamed('general').id)).toEqual([expect.stringMatching(said)])
  })

  test('where it may not write, that is said once of the channel and once of its threads', async () => {
    expect(await askedIn(channelNamed('announcements').id)).toEqual([
      expect.stringMatching(/^problem: .* lacks Send Messages, and it can answer nothing:/),
      expect.stringMatching(/^problem: .* lacks Send Messages in Threads, and/),
    ])
  })

  test('that is a thread, its channel’s overwrites count, and whether it may write in threads', async () => {
    const general = channelNamed('general')
    const thread = addThread(discord.world, general, 'a thread', discord.world.bot.id)
    await people.forbid('general', 'send')
    expect(await askedIn(thread.id)).toEqual([expect.stringMatching(/^ok: In #a thread of/)])
    await people.forbid('general', 'send_in_threads')
    expect(await askedIn(thread.id)).toEqual([expect.stringMatching(/lacks Send Messages in Threads/)])
  })

  test('that it can’t see, or that isn’t there, it says so', async () => {
    await people.forbid('general', 'view')
    expect(await askedIn(channelNamed('general').id)).toEqual([
      expect.stringMatching(/^problem: Channel \d+ is hidden from the bot: allow it View Channel/),
    ])
    expect(await askedIn('123456789012345678')).toEqual([
      expect.stringMatching(/^problem: There is no channel 123456789012345678: look at the id/),
    ])
  })

  test('of direct messages, nothing is needed', async () => {
    expect(await askedIn(people.direct('Ada'))).toEqual([expect.stringMatching(/^ok: .* direct messages/)])
  })
})

describe('when Discord fails', () => {
  test('at one thing, the rest is said nevertheless', async () => {
    await people.fault({ kind: 'rest_status', status: 500, code: 0, path: '/gateway/bot', count: 9, skip: 0 })
    const lines = await examine({ channels: [channelNamed('general').id] })
    expect(lines).toContain('problem: Discord could not be asked: it answered 500')
    expect(lines).toHaveLength(6)
  })

  test('to answer, it is waited for ten seconds', async () => {
    await people.fault({ kind: 'rest_delay', ms: 5000, path: '/applications/@me', count: 1, skip: 0 })
    expect(await examine({ clock: createFastClock(50) })).toEqual([
      'problem: Discord could not be asked: no answer in 10 s',
    ])
  })

  test('to let us in at once, that is said, and not waited for', async () => {
    const path = '/gateway/bot'
    await people.fault({
      kind: 'rest_rate_limit',
      retry_after_ms: 60_000,
      scope: 'user',
      path,
      count: 1,
      skip: 0,
    })
    expect(await examine()).toContain('warning: Discord asks us to wait 60 s: ask again then.')
  })
})
