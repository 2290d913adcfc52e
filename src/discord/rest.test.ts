import { InteractionResponseType } from 'discord-api-types/v10'
import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createFakeClock, type FakeClock } from '../../test/fake-clock.ts'
import { refuse, startScriptedServer, type ScriptedServer } from '../../test/scripted-server.ts'
import { systemClock, type Clock } from '../lib/clock.ts'
import { AuthenticationError, RateLimitError } from '../lib/errors.ts'
import { createLog } from '../telemetry/log.ts'
import { createMetrics } from '../telemetry/metrics.ts'
import { askUntilAnswered } from './gateway/ask-until-answered.ts'
import { createDiscordMetrics } from './metrics.ts'
import { createDiscordRest, type NewMessage } from './rest.ts'
import { DiscordError, DiscordUnavailable } from './rest/errors.ts'

const channel = '400000000000000001'
const message: NewMessage = { content: 'words of a person', nonce: '1-0', enforce_nonce: true }
const ok = refuse(200, { id: '7' })
const never = new AbortController().signal
/** Waits are over at once, timers never. */
const hasty: Clock = { ...systemClock, sleep: async () => {}, after: () => ({ [Symbol.dispose]: () => {} }) }

let server: ScriptedServer
let stack: AsyncDisposableStack
beforeEach(async () => {
  stack = new AsyncDisposableStack()
  server = stack.use(await startScriptedServer())
})
afterEach(() => stack.disposeAsync())

describe('the API is found', () => {
  test.each(['', '/', '/api', '/api/', '/api/v10', '/api/v10/'])(
    'at an address that ends in "%s"',
    async (path) => {
      server.play(ok)
      await start(hasty, server.url + path).rest.postMessage(channel, message, never)
      expect(server.asked[0]!.path).toBe(`/api/v10/channels/${channel}/messages`)
    },
  )
})

test('what is there is read, and a guild left', async () => {
  server.play(ok)
  const { rest } = start()
  expect(await rest.getMessage(channel, '8', never)).toEqual({ id: '7' })
  await rest.getChannel(channel, never)
  await rest.application(never)
  await rest.leaveGuild('5', never)
  expect(server.asked.map(({ path }) => path.replace('/api/v10', ''))).toEqual([
    `/channels/${channel}/messages/8`,
    `/channels/${channel}`,
    '/applications/@me',
    '/users/@me/guilds/5',
  ])
})

test('a first answer to an interaction is tried once more, and one that had arrived counts', async () => {
  const { rest } = start()
  const interaction = { id: '1', application: '2', token: 'token' }
  const defer = { type: InteractionResponseType.DeferredChannelMessageWithSource, data: {} } as const
  const answered = refuse(400, { code: 40060, message: 'Interaction has already been acknowledged.' })
  server.play(refuse(500, {}), answered)
  await rest.respond(interaction, defer, never)
  expect(server.asked).toHaveLength(2)
  server.play(answered)
  await expect(rest.respond(interaction, defer, never)).rejects.toThrow(DiscordError)
})

test('Parley says who it is', async () => {
  server.play(ok)
  await start().rest.postMessage(channel, message, never)
  expect(server.asked[0]!.headers).toMatchObject({
    authorization: 'Bot secret',
    'user-agent': expect.stringMatching(/^DiscordBot \(.*\) Parley\/1\.2\.3$/),
  })
})

describe('a request is sent again', () => {
  const failure = refuse(503, {})
  test('when Discord fails, with a pause between', async () => {
    server.play(failure, failure, ok)
    const slept: number[] = []
    const clock = { ...hasty, sleep: async (ms: number) => void slept.push(ms) }
    expect(await start(clock).rest.editMessage(channel, '8', { content: 'x' }, never)).toMatchObject({
      id: '7',
    })
    expect(slept).toHaveLength(2)
    expect(slept[0]).toBeGreaterThanOrEqual(150)
    expect(slept[1]).toBeGreaterThanOrEqual(300)
  })

  test('when the connection breaks, if its nonce keeps it from being there twice', async () => {
    server.play((response) => response.destroy(), ok)
    await start().rest.postMessage(channel, message, never)
    expect(server.asked).toHaveLength(2)
    expect(server.asked[1]!.body).toEqual(server.asked[0]!.body)
  })

  test('when Discord does not answer in 15 s', async () => {
    server.play(() => {}, ok)
    const clock = createFakeClock()
    const sent = start(clock).rest.editMessage(channel, '8', {}, never)
    await vi.waitFor(() => expect(server.asked).toHaveLength(1))
    await clock.advance(14_999)
    expect(server.asked).toHaveLength(1)
    await advanceUntil(clock, sent)
    expect(await sent).toMatchObject({ id: '7' })
  })

  test('when it opens a thread: a message has one at the most', async () => {
    server.play((response) => response.destroy(), refuse(400, { code: 160004, message: 'has one' }))
    expect(await start().rest.startThread(channel, '8', 'Tomatoes', never)).toEqual({ id: '8' })
    expect(server.asked.map(({ path }) => path)).toEqual(
      Array(2).fill(`/api/v10/channels/${channel}/messages/8/threads`),
    )
  })

  test('four times at the most', async () => {
    server.play(failure)
    await expect(start().rest.editMessage(channel, '8', {}, never)).rejects.toThrow(DiscordUnavailable)
    expect(server.asked).toHaveLength(4)
  })

  test('never when it is a POST without a nonce', async () => {
    server.play(failure)
    await expect(start().rest.showTyping(channel, never)).rejects.toThrow(DiscordUnavailable)
    expect(server.asked).toHaveLength(1)
  })
})

test('the end of a signal ends a request, with its reason', async () => {
  server.play(() => {})
  const stop = new AbortController()
  const sent = start().rest.editMessage(channel, '8', {}, stop.signal)
  await vi.waitFor(() => expect(server.asked).toHaveLength(1))
  stop.abort(new Error('stopping'))
  await expect(sent).rejects.toThrow('stopping')
  await server.asked[0]!.closed
})

test('a request leaves nothing on a signal that outlives it', async () => {
  server.play(ok)
  const { signal } = new AbortController()
  await start().rest.editMessage(channel, '8', {}, signal)
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

describe("Discord's limits", () => {
  const limited = refuse(429, { retry_after: 0.05, global: false }, { 'retry-after': '0.05' })

  test('are waited out, counted, and told to who paces', async () => {
    server.play(limited, ok)
    const { rest, metrics } = start()
    expect(await rest.editMessage(channel, '8', {}, never)).toMatchObject({ refused: true })
    expect(await metrics.expose()).toMatch(/parley_discord_rate_limited_total\{scope="user"\} 1/)
  })

  test('are known before they are met', async () => {
    server.play(refuse(200, { id: '7' }, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '2.5' }))
    const { rest } = start(createFakeClock())
    expect(await rest.editMessage(channel, '8', {}, never)).toEqual({ id: '7', waitMs: 2500, refused: false })
  })

  test('without a time are not asked about at once', async () => {
    server.play(refuse(429, { message: 'blocked' }), ok)
    const stop = new AbortController()
    const sent = start().rest.editMessage(channel, '8', {}, stop.signal)
    await systemClock.sleep(300)
    expect(server.asked).toHaveLength(1)
    stop.abort(new Error('enough'))
    await expect(sent).rejects.toThrow('enough')
  })
})

describe('a wait of more than half a minute', () => {
  const shutOut = refuse(429, { message: 'blocked', retry_after: 3600 }, { 'retry-after': '3600' })

  test('is an error with its length for who only reads', async () => {
    server.play(shutOut)
    const refused = start().rest.gatewayInfo(never)
    await expect(refused).rejects.toThrow(RateLimitError)
    await expect(refused).rejects.toMatchObject({
      retryable: true,
      retryAfterMs: expect.closeTo(3_600_000, -3),
    })
    expect(server.asked).toHaveLength(1)
  })

  test('is said in the log and kept to by who asks until there is an answer', async () => {
    server.play(shutOut)
    const { rest, lines } = start()
    const stop = new AbortController()
    const slept: number[] = []
    const clock: Clock = {
      ...hasty,
      sleep: async (ms) => {
        slept.push(ms)
        stop.abort(new Error('enough'))
        throw stop.signal.reason
      },
    }
    const log = createLog('info', (line) => lines.push(line))
    const asked = askUntilAnswered('its limits', { clock, log, signal: stop.signal }, rest.gatewayInfo)
    await expect(asked).rejects.toThrow('enough')
    expect(slept).toEqual([expect.closeTo(3_600_000, -3)])
    expect(lines.join()).toContain('Discord asks us to wait 3600 s')
  })

  test('holds back what is to be written, and loses nothing of it', async () => {
    server.play(shutOut)
    const stop = new AbortController()
    const sent = start().rest.editMessage(channel, '8', {}, stop.signal)
    await vi.waitFor(() => expect(server.asked).toHaveLength(1))
    stop.abort(new Error('enough'))
    await expect(sent).rejects.toThrow('enough')
  })
})

describe('a refusal', () => {
  test("is an error that holds Discord's code and fields, and nothing of what was written", async () => {
    const errors = { message_reference: { _errors: [{ code: 'X', message: 'Unknown message' }] } }
    server.play(refuse(400, { code: 50035, message: 'Invalid Form Body', errors }))
    const { rest, lines } = start()
    const error = await rest.postMessage(channel, message, never).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(DiscordError)
    expect(error).toMatchObject({ status: 400, reason: 50035, fields: ['message_reference'] })
    createLog('info', (line) => lines.push(line)).warn({ err: error }, 'refused')
    expect(lines.join()).not.toMatch(/words of a person|secret/)
  })

  test('of the token is remembered for a minute, and then tried once more', async () => {
    server.play(refuse(401, { code: 0, message: '401: Unauthorized' }), ok)
    const clock = createFakeClock()
    const { rest } = start(clock)
    await expect(rest.editMessage(channel, '8', {}, never)).rejects.toThrow(AuthenticationError)
    await expect(rest.editMessage(channel, '8', {}, never)).rejects.toThrow(/DISCORD_TOKEN/)
    expect(server.asked).toHaveLength(1)
    await clock.advance(60_000)
    await rest.editMessage(channel, '8', {}, never)
    expect(server.asked[1]!.headers.authorization).toBe('Bot secret')
  })
})

const start = (clock: Clock = hasty, apiUrl = server.url) => {
  const lines: string[] = []
  const metrics = createMetrics({ processMetrics: false })
  const rest = createDiscordRest({
    apiUrl,
    token: 'secret',
    version: '1.2.3',
    clock,
    log: createLog('trace', (line) => lines.push(line)),
    metrics: createDiscordMetrics(metrics),
  })
  return { rest, metrics, lines }
}

const advanceUntil = async (clock: FakeClock, done: Promise<unknown>) => {
  let over = false
  void done.finally(() => (over = true))
  await vi.waitFor(async () => {
    await clock.advance(500)
    expect(over).toBe(true)
  })
}
