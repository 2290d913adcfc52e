import { ChannelType, GatewayDispatchEvents, type GatewayDispatchPayload } from 'discord-api-types/v10'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createFakeClock } from '../../test/fake-clock.ts'
import { refuse, startScriptedServer, type ScriptedServer } from '../../test/scripted-server.ts'
import { createLog } from '../telemetry/log.ts'
import { createMetrics } from '../telemetry/metrics.ts'
import { createDiscordMetrics } from './metrics.ts'
import { createPlaces } from './places.ts'
import { createDiscordRest } from './rest.ts'

const { GuildText, PublicThread } = ChannelType
const { ChannelUpdate, ChannelDelete, GuildCreate, InteractionCreate, ThreadCreate } = GatewayDispatchEvents
const guild = '5'
const category = { id: '3', type: ChannelType.GuildCategory, parent_id: null, name: 'Garden' }
const beds = { id: '4', type: GuildText, parent_id: category.id, nsfw: true, name: 'beds' }
const thread = { id: '44', type: PublicThread, parent_id: beds.id, name: 'Tomatoes' }
const all = new Map([category, beds, thread].map((channel) => [channel.id, channel]))

let server: ScriptedServer
beforeEach(async () => {
  server = await startScriptedServer()
  server.play((response, { path }) => {
    const found = all.get(path.split('/').at(-1)!)
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify(found ?? { code: 10003, message: 'Unknown Channel' }))
  })
})
afterEach(() => server[Symbol.asyncDispose]())

describe('where something was said', () => {
  test('is a thread, its channel and its category, as Discord says, which is asked once', async () => {
    const { places } = setUp()
    const where = {
      places: ['44', '4', '3'],
      ageRestricted: true,
      isThread: true,
      parentName: 'beds',
    }
    expect(await Promise.all([places.whereabouts('44', guild), places.whereabouts('44', guild)])).toEqual([
      where,
      where,
    ])
    expect(await places.whereabouts('4', guild)).toEqual({
      places: ['4', '3'],
      ageRestricted: true,
      isThread: false,
      parentName: null,
    })
    expect(server.asked.map(({ path }) => path)).toEqual(['/api/v10/channels/44', '/api/v10/channels/4'])
  })

  test('is the conversation alone in direct messages, and nobody is asked', async () => {
    const { places } = setUp()
    expect(await places.whereabouts('9', null)).toMatchObject({ places: ['9'], ageRestricted: false })
    expect(server.asked).toEqual([])
  })

  test('is told by events', async () => {
    const { places, learn } = setUp()
    learn(GuildCreate, { id: guild, roles: [], channels: [], threads: [thread] })
    learn(ChannelUpdate, beds)
    expect(await places.whereabouts('44', guild)).toMatchObject({ places: ['44', '4', '3'] })
    learn(ChannelUpdate, { ...beds, parent_id: null, nsfw: false })
    expect(await places.whereabouts('44', guild)).toMatchObject({ places: ['44', '4'], ageRestricted: false })
    learn(ThreadCreate, { ...thread, id: '45' })
    expect(await places.whereabouts('45', guild)).toMatchObject({ places: ['45', '4'], isThread: true })
    expect(server.asked).toEqual([])
    learn(ChannelDelete, beds)
    await places.whereabouts('44', guild)
    expect(server.asked).toHaveLength(1)
  })

  test('is told by an interaction that tells it whole', async () => {
    const { places, learn } = setUp()
    learn(InteractionCreate, { guild_id: guild, channel: { id: '4', type: GuildText } })
    await places.whereabouts('4', guild)
    expect(server.asked).toHaveLength(1)
    learn(InteractionCreate, { guild_id: guild, channel: { ...beds, id: '6' } })
    expect(await places.whereabouts('6', guild)).toMatchObject({ places: ['6', '3'], ageRestricted: true })
    expect(await places.whereabouts('7', guild, { ...beds, id: '7' })).toMatchObject({ places: ['7', '3'] })
    expect(server.asked).toHaveLength(1)
  })

  test('is as the event says that came while Discord was asked', async () => {
    const { places, learn } = setUp()
    server.play((response) => {
      learn(ChannelUpdate, { ...beds, nsfw: false })
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(beds))
    })
    expect(await places.whereabouts('4', guild)).toMatchObject({ ageRestricted: false })
  })

  test('is what is known, with a warning, when Discord does not say; and asked for again a minute later', async () => {
    const { places, lines, clock } = setUp()
    const unknown = { places: ['8'], ageRestricted: false, isThread: true }
    expect(await places.whereabouts('8', guild, { id: '8', type: PublicThread })).toMatchObject(unknown)
    expect(lines.join()).toContain('does not count as age-restricted')
    await places.whereabouts('8', guild)
    expect(server.asked).toHaveLength(1)
    await clock.advance(60_000)
    await places.whereabouts('8', guild)
    expect(server.asked).toHaveLength(2)
  })

  test('is not waited for longer than three seconds', async () => {
    const { places, clock } = setUp()
    server.play(() => {})
    const where = places.whereabouts('4', guild)
    await clock.advance(2999)
    let known = false
    void where.then(() => (known = true))
    await clock.advance(0)
    expect(known).toBe(false)
    await clock.advance(1)
    expect(await where).toMatchObject({ places: ['4'], ageRestricted: false })
  })

  test('is not known when the bot stops', async () => {
    const { places, stopping } = setUp()
    server.play(refuse(503, {}))
    const where = places.whereabouts('4', guild)
    stopping.abort(new Error('stopping'))
    await expect(where).rejects.toThrow('stopping')
  })
})

test('of very many channels, those that are needed are kept in mind', async () => {
  const { places, learn } = setUp()
  learn(ChannelUpdate, { ...beds, id: '100' })
  for (let id = 1000; id < 11_500; id += 1) {
    if (id % 5000 === 0) await places.whereabouts('100', guild)
    learn(ChannelUpdate, { ...beds, id: String(id) })
  }
  await places.whereabouts('100', guild)
  await places.whereabouts('11499', guild)
  expect(server.asked).toEqual([])
  await places.whereabouts('1000', guild)
  expect(server.asked).toHaveLength(1)
})

test('what a big bot is told of as it connects is not kept in mind without end', async () => {
  const { places, learn } = setUp()
  for (let id = 1000; id < 3000; id += 1)
    learn(GuildCreate, { id: guild, roles: [], channels: [], threads: [{ ...thread, id: String(id) }] })
  learn(ChannelUpdate, beds)
  await places.whereabouts('1000', guild)
  expect(server.asked).toEqual([])
  await places.whereabouts('2999', guild)
  expect(server.asked).toHaveLength(1)
})

function setUp() {
  const clock = createFakeClock()
  const lines: string[] = []
  const log = createLog('info', (line) => lines.push(line))
  const stopping = new AbortController()
  const metrics = createDiscordMetrics(createMetrics({ processMetrics: false }))
  const rest = createDiscordRest({ apiUrl: server.url, token: 't', version: '0', clock, log, metrics })
  const places = createPlaces({ rest, clock, log, signal: stopping.signal })
  const learn = (t: GatewayDispatchEvents, d: object) => {
    const event: GatewayDispatchPayload = JSON.parse(JSON.stringify({ op: 0, s: 1, t, d }))
    places.learn(event, '1')
  }
  return { clock, lines, places, learn, stopping }
}
