import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { GatewayOpcodes as Op } from 'discord-api-types/v10'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { readyOf, startScriptedGateway, type ScriptedGateway } from '../../../test/scripted-gateway.ts'
import type { Session, ShardSource } from '../../cluster/contract.ts'
import { systemClock } from '../../lib/clock.ts'
import { createHealth } from '../../telemetry/health.ts'
import { createLog } from '../../telemetry/log.ts'
import { createMetrics } from '../../telemetry/metrics.ts'
import { createDiscordMetrics } from '../metrics.ts'
import { DiscordUnavailable, tokenRefused } from '../rest/errors.ts'
import type { Dispatcher } from './contract.ts'
import { startGateway } from './gateway.ts'

let gateway: ScriptedGateway
let stack: AsyncDisposableStack

beforeEach(async () => {
  stack = new AsyncDisposableStack()
  gateway = stack.use(await startScriptedGateway())
})
afterEach(() => stack.disposeAsync())

describe('a shard', () => {
  test('identifies without a privileged intent, and passes events on when it is ready', async () => {
    const bot = start()
    const line = await gateway.next()
    const identify = await line.greet()
    expect(identify).toMatchObject({
      op: Op.Identify,
      d: { token: 'secret', shard: [0, 1], intents: 1 + 512 + 4096 },
    })
    expect(await bot.health()).toMatchObject({ status: 'down', gates: true })
    line.event('READY', 1, readyOf(gateway.url))
    line.event('MESSAGE_CREATE', 2, { content: 'hi' })
    await vi.waitFor(() => expect(bot.events).toEqual(['READY', 'MESSAGE_CREATE']))
    expect(await bot.health()).toMatchObject({ status: 'up', details: { shards: 1, ready: 1 } })
    expect(await bot.metrics.expose()).toMatch(/parley_gateway_events_total\{event="MESSAGE_CREATE"\} 1/)
  })

  test('is introduced with an invite link, where one leads somewhere', async () => {
    const bot = start()
    await ready()
    await vi.waitFor(() => expect(bot.lines.join()).toContain('client_id=100000000000000001'))
    const elsewhere = start({ canBeInvited: false })
    await ready()
    await vi.waitFor(async () => expect(await elsewhere.health()).toMatchObject({ status: 'up' }))
    expect(elsewhere.lines.join()).not.toContain('client_id')
  })

  test('asks for message content when that is set', async () => {
    start({ settings: { message_content: true } })
    const identify = await (await gateway.next()).greet()
    expect(identify.d).toMatchObject({ intents: 1 + 512 + 4096 + 32_768 })
  })

  test('is closed with 4200 at the end, and its session is saved up to the first event that is pending', async () => {
    const pending = Promise.withResolvers<void>()
    const bot = start({ dispatch: ({ s }) => (s === 3 ? pending.promise : null) })
    const line = await gateway.next()
    await line.greet()
    line.event('READY', 1, readyOf(gateway.url))
    for (const sequence of [2, 3, 4]) line.event('MESSAGE_CREATE', sequence, {})
    await vi.waitFor(() => expect(bot.session()?.sequence).toBe(2))
    await bot.stop()
    expect(await line.closed).toBe(4200)
    expect(bot.session()).toEqual({ id: 'session-1', resumeUrl: gateway.url, sequence: 2 })
  })

  test('is closed at once, too, while it waits for Discord, and does not connect again', async () => {
    const bot = start({}, { id: 'session-9', resumeUrl: gateway.url, sequence: 7 })
    const silent = await gateway.next()
    await systemClock.sleep(50)
    await bot.stop()
    expect(await silent.closed).toBe(4200)
    const other = start()
    const line = await gateway.next()
    await line.greet()
    const before = systemClock.monotonic()
    await other.stop()
    expect(await line.closed).toBe(4200)
    expect(systemClock.monotonic() - before).toBeLessThan(500)
    await systemClock.sleep(800)
    expect(gateway.lines).toHaveLength(2)
    expect(bot.session()).toEqual({ id: 'session-9', resumeUrl: gateway.url, sequence: 7 })
  })

  test('is given up while it is being connected, and nothing comes of it later', async () => {
    const sockets: Socket[] = []
    const silent = createServer((socket) => sockets.push(socket.on('error', () => {})))
    silent.listen(0, '127.0.0.1')
    await once(silent, 'listening')
    stack.defer(() => void silent.close())
    const address = silent.address()
    const url = `ws://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
    const bot = start({ rest: { gatewayInfo: async () => infoOf(url) } })
    await vi.waitFor(() => expect(sockets).toHaveLength(1))
    const [socket] = sockets
    const closed = once(socket!, 'close')
    await bot.stop()
    // An error that nobody hears any more would end the process.
    socket!.resetAndDestroy()
    await closed
    await new Promise(setImmediate)
  })

  test('leaves no timer behind that would keep the process alive', async () => {
    const sleepers = new Set<Promise<void>>()
    const sleep: typeof systemClock.sleep = (ms, signal) => {
      const sleeper = systemClock.sleep(ms, signal).finally(() => sleepers.delete(sleeper))
      sleepers.add(sleeper)
      return sleeper
    }
    const bot = start({ clock: { ...systemClock, sleep } })
    await ready()
    await bot.stop()
    expect(sleepers.size).toBe(0)

    gateway.refusing = true
    const other = start({ clock: { ...systemClock, sleep } })
    await vi.waitFor(() => expect(sleepers.size).toBe(1))
    await other.stop()
    await vi.waitFor(() => expect(sleepers.size).toBe(0), 50)
  })

  test('that could not be given back in order is in the log, and ends nothing else', async () => {
    const recalled = new AbortController()
    const bot = start({ shards: () => claimOf(recalled.signal) })
    await ready()
    recalled.abort(new Error('rebalanced'))
    await vi.waitFor(() => expect(bot.lines.join()).toContain('could not be given back in order'))
    await bot.stop()
  })

  test('resumes from there', async () => {
    const bot = start({}, { id: 'session-9', resumeUrl: gateway.url, sequence: 7 })
    const line = await gateway.next()
    expect(await line.greet()).toMatchObject({ op: Op.Resume, d: { session_id: 'session-9', seq: 7 } })
    line.event('MESSAGE_CREATE', 8, {})
    line.event('RESUMED', 9, {})
    await vi.waitFor(() => expect(bot.session()?.sequence).toBe(9))
    expect(await bot.health()).toMatchObject({ status: 'up' })
  })

  test('saves an event that takes its time once it is dealt with', async () => {
    const pending = Promise.withResolvers<void>()
    const bot = start({ dispatch: ({ s }) => (s === 2 ? pending.promise : null) })
    const line = await ready()
    line.event('MESSAGE_CREATE', 2, {})
    line.event('MESSAGE_CREATE', 3, {})
    pending.resolve()
    await vi.waitFor(() => expect(bot.session()?.sequence).toBe(3))
  })

  test('waits at the end for an event that is nearly dealt with', async () => {
    const pending = Promise.withResolvers<void>()
    const bot = start({ dispatch: ({ s }) => (s === 2 ? pending.promise : null) })
    const line = await ready()
    line.event('MESSAGE_CREATE', 2, {})
    line.event('MESSAGE_CREATE', 3, {})
    await vi.waitFor(() => expect(bot.session()?.sequence).toBe(1))
    const stopped = bot.stop()
    expect(await line.closed).toBe(4200)
    pending.resolve()
    await stopped
    expect(bot.session()?.sequence).toBe(3)
  })

  test('is not held up by an event that is a mistake of ours', async () => {
    const bot = start({
      dispatch({ s }) {
        if (s === 2) throw new Error('at once')
        return s === 3 ? Promise.reject(new Error('later')) : null
      },
    })
    const line = await ready()
    for (const sequence of [2, 3, 4]) line.event('MESSAGE_CREATE', sequence, {})
    await vi.waitFor(() => expect(bot.session()?.sequence).toBe(4))
  })
})

describe('when the connection is lost', () => {
  test('the session goes on, also when nobody answers for a while', async () => {
    const bot = start()
    const line = await ready()
    gateway.refusing = true
    line.cut()
    await vi.waitFor(
      () => expect(bot.lines.filter((text) => text.includes('1006')).length).toBeGreaterThan(2),
      8000,
    )
    expect(await bot.health()).toMatchObject({ status: 'down', reason: '0 of 1 shards are ready.' })
    gateway.refusing = false
    expect(await (await gateway.next()).greet()).toMatchObject({
      op: Op.Resume,
      d: { session_id: 'session-1', seq: 1 },
    })
  })

  test('and Discord has ended the session, a new one begins', async () => {
    const bot = start()
    ;(await ready()).cut()
    const second = await gateway.next()
    expect(await second.greet()).toMatchObject({ op: Op.Resume })
    second.send({ op: Op.InvalidSession, d: false })
    const third = await gateway.next()
    expect(bot.session()).toBeNull()
    expect(await third.greet()).toMatchObject({ op: Op.Identify })
    third.event('READY', 1, readyOf(gateway.url, 'session-2'))
    await vi.waitFor(() => expect(bot.session()?.id).toBe('session-2'))
  })

  test('by Discord, which asks to reconnect, the session goes on', async () => {
    start()
    ;(await ready()).send({ op: Op.Reconnect, d: null })
    expect(await (await gateway.next()).greet()).toMatchObject({ op: Op.Resume })
  })
})

describe('what only an operator can mend is waited for', () => {
  test.each([
    [4004, 'DISCORD_TOKEN'],
    [4014, 'discord.message_content: false'],
  ])('a close with %i says what to do, and is not tried again', async (code, words) => {
    const bot = start()
    const line = await gateway.next()
    await line.greet()
    line.close(code)
    await vi.waitFor(async () =>
      expect(await bot.health()).toMatchObject({ status: 'down', reason: expect.stringContaining(words) }),
    )
    await systemClock.sleep(1200)
    expect(gateway.lines).toHaveLength(1)
    expect(bot.lines.filter((text) => text.includes(words))).toHaveLength(1)
    await bot.stop()
  })

  test('a token that the REST API refuses', async () => {
    const bot = start({ rest: { gatewayInfo: () => Promise.reject(tokenRefused()) } })
    await vi.waitFor(async () =>
      expect(await bot.health()).toMatchObject({ reason: expect.stringContaining('DISCORD_TOKEN') }),
    )
    expect(gateway.lines).toHaveLength(0)
  })
})

test('Discord is asked where its gateway is until it answers, and the link of invitation is shown', async () => {
  let asked = 0
  const bot = start({
    rest: {
      gatewayInfo: async () => {
        asked += 1
        if (asked < 3) throw new DiscordUnavailable('it answered 503')
        return infoOf(gateway.url)
      },
    },
    clock: { ...systemClock, sleep: (_, signal) => systemClock.sleep(10, signal) },
  })
  await ready()
  const tries = bot.lines.filter((line) => line.includes('it is asked again'))
  expect(tries).toHaveLength(2)
  await vi.waitFor(() => expect(bot.events).toEqual(['READY']))
  expect(bot.lines.join()).toContain(
    'https://discord.com/oauth2/authorize?client_id=100000000000000001&scope=bot+applications.commands&permissions=274878024704',
  )
  expect(bot.lines.join()).not.toContain('secret')
})

test('no session is begun when none may be begun today', async () => {
  let remaining = 0
  const bot = start({
    rest: { gatewayInfo: async () => infoOf(gateway.url, remaining) },
  })
  const line = await gateway.next()
  const greeting = line.greet()
  await vi.waitFor(() => expect(bot.lines.join()).toContain('No session may be begun today'))
  expect(line.received).toHaveLength(0)
  remaining = 1
  expect(await greeting).toMatchObject({ op: Op.Identify })
})

type Options = Parameters<typeof startGateway>[0]

function start(
  { rest, ...overrides }: Partial<Omit<Options, 'rest'>> & { rest?: Partial<Options['rest']> } = {},
  saved: Session | null = null,
) {
  const events: string[] = []
  const lines: string[] = []
  const metrics = createMetrics({ processMetrics: false })
  const health = createHealth()
  let session = saved
  const dispatch: Dispatcher = ({ t }) => {
    events.push(t)
    return null
  }
  const shards: ShardSource = {
    async *claims() {
      const never = new AbortController().signal
      yield {
        shard: 0,
        of: 1,
        session,
        recalled: never,
        lost: never,
        save: (next) => void (session = next),
        [Symbol.asyncDispose]: async () => {},
      }
    },
    identify: async () => {},
  }
  const started = startGateway({
    rest: { gatewayInfo: async () => infoOf(gateway.url), ...rest },
    token: 'secret',
    settings: { message_content: false },
    canBeInvited: true,
    shards: () => shards,
    dispatch,
    clock: systemClock,
    log: createLog('info', (line) => lines.push(line)),
    metrics: createDiscordMetrics(metrics),
    health,
    ...overrides,
  })
  const stop = async () => started[Symbol.asyncDispose]()
  stack.defer(stop)
  return {
    events,
    lines,
    metrics,
    stop,
    session: () => session,
    health: async () => (await health.read())['gateway'],
  }
}

/** A shard whose claim can't be given back. */
const claimOf = (recalled: AbortSignal): ShardSource => ({
  async *claims() {
    yield {
      shard: 0,
      of: 1,
      session: null,
      recalled,
      lost: new AbortController().signal,
      save: () => {},
      [Symbol.asyncDispose]: () => Promise.reject(new Error('Postgres is away')),
    }
  },
  identify: async () => {},
})

const ready = async () => {
  const line = await gateway.next()
  await line.greet()
  line.event('READY', 1, readyOf(gateway.url))
  return line
}

function infoOf(url: string, remaining = 1000) {
  return {
    url,
    shards: 1,
    session_start_limit: { total: 1000, remaining, reset_after: 100, max_concurrency: 1 },
  }
}
