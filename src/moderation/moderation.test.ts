import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createFakeClock } from '../../test/fake-clock.ts'
import { startScriptedServer, type Script, type ScriptedServer } from '../../test/scripted-server.ts'
import { moderationSection } from '../config/sections/moderation.ts'
import { createLive } from '../lib/live.ts'
import { createLog } from '../telemetry/log.ts'
import { createMetrics } from '../telemetry/metrics.ts'
import type { Subject } from './contract.ts'
import { createModeration } from './moderation.ts'

let server: ScriptedServer
beforeEach(async () => {
  server = await startScriptedServer()
})
afterEach(() => server[Symbol.asyncDispose]())

const { signal } = new AbortController()
const subject: Subject = { direction: 'input', turn: '1', text: 'Something secret', images: [] }
const says =
  (body: unknown, status = 200): Script =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
const silence: Script = () => {}
const finds = (...categories: string[]) => says({ flagged: true, categories })
const fine = says({ flagged: false })

const create = (given: object, key: string | null = 'sk-test') => {
  const lines: string[] = []
  const clock = createFakeClock()
  const metrics = createMetrics({ processMetrics: false })
  const settings = createLive(moderationSection.parse(given))
  const log = createLog('info', (line) => lines.push(line))
  const options = { settings, key: () => key, baseUrl: () => `${server.url}/v1`, clock, log, metrics }
  return { lines, ...options, moderation: createModeration(options) }
}
const own = (more: object = {}) => create({ service: `${server.url}/look`, ...more })

const picture = (base64: string) => ({
  type: 'image_url',
  image_url: { url: `data:image/png;base64,${base64}` },
})

describe('OpenAI', () => {
  const categories = { violence: true, 'hate/threatening': true, hate: false, illicit: null }

  test('is shown words and pictures, one picture a request, and names what it finds', async () => {
    server.play(
      says({ results: [{ flagged: true, categories }] }),
      says({ results: [{ flagged: true, categories: { sexual: true } }] }),
    )
    const images = ['aaaa', 'bbbb'].map((base64) => ({ mediaType: 'image/png', base64 }))
    const found = await create({ service: 'openai' }).moderation.check({ ...subject, images }, signal)
    expect(found).toEqual({ is: 'hit', categories: ['hate/threatening', 'sexual', 'violence'] })
    const text = { type: 'text', text: subject.text }
    const inputs = [[text, picture('aaaa')], [picture('bbbb')]]
    expect(server.asked.map(({ body }) => body)).toEqual(
      expect.arrayContaining(inputs.map((input) => ({ model: 'omni-moderation-latest', input }))),
    )
    expect(server.asked[0]).toMatchObject({
      path: '/v1/moderations',
      headers: { authorization: 'Bearer sk-test' },
    })
  })

  test('finds nothing where nothing is', async () => {
    server.play(says({ results: [{ flagged: false, categories: { violence: false } }] }))
    expect(await create({ service: 'openai' }).moderation.check(subject, signal)).toEqual({ is: 'fine' })
  })

  test('is not shown pictures when they are not to be looked at', async () => {
    const { moderation } = create({ service: 'openai', images: false })
    const images = [{ mediaType: 'image/png', base64: 'aaaa' }]
    expect(await moderation.check({ ...subject, text: '', images }, signal)).toEqual({ is: 'fine' })
    expect(server.asked).toEqual([])
  })

  test('without a key is as a service that fails, and the log says which key', async () => {
    const { moderation, lines } = create({ service: 'openai', on_error: 'closed' }, null)
    expect(await moderation.check(subject, signal)).toEqual({ is: 'hit', categories: ['unavailable'] })
    expect(lines.join()).toContain('OPENAI_API_KEY is not set')
  })
})

describe('a service of the operator’s own', () => {
  test('gets the direction and the text, and says what it found', async () => {
    server.play(finds('spam', 'spam', 'ads'))
    const found = await own().moderation.check({ ...subject, direction: 'output' }, signal)
    expect(found).toEqual({ is: 'hit', categories: ['ads', 'spam'] })
    expect(server.asked[0]).toMatchObject({
      path: '/look',
      body: { direction: 'output', text: subject.text },
    })
    expect(server.asked[0]?.headers).not.toHaveProperty('authorization')
  })

  test('may say that something is wrong without a name for it', async () => {
    server.play(says({ flagged: true }))
    expect(await own().moderation.check(subject, signal)).toEqual({ is: 'hit', categories: ['unnamed'] })
  })

  test('is asked once more after a failure that may pass', async () => {
    server.play(says({}, 503), fine)
    expect(await own().moderation.check(subject, signal)).toEqual({ is: 'fine' })
    expect(server.asked).toHaveLength(2)
  })
})

const failures: [string, Script, number][] = [
  ['refuses us', says({}, 401), 1],
  ['is out', says({}, 500), 2],
  ['cuts the connection', (response) => response.destroy(), 2],
  ['says nothing that we agreed on', says({ flagged: 'perhaps' }), 1],
  ['says no JSON', (response) => response.end('<html>'), 1],
  ['sends us elsewhere', (response) => response.writeHead(302, { location: '/' }).end(), 2],
]

describe.each(failures)('a service that %s', (_, script, requests) => {
  test.each([
    ['open', { is: 'fine' }],
    ['closed', { is: 'hit', categories: ['unavailable'] }],
  ])(
    'counts as the settings say when they say %s, and nothing of the text is logged',
    async (on_error, finding) => {
      server.play(script)
      const { moderation, lines, metrics } = own({ on_error })
      expect(await moderation.check(subject, signal)).toEqual(finding)
      expect(server.asked).toHaveLength(requests)
      expect(lines).toHaveLength(1)
      expect(lines[0]).not.toContain('secret')
      expect(await metrics.expose()).toContain(
        'parley_moderation_checks_total{direction="input",outcome="failed"} 1',
      )
    },
  )
})

test('a service that is silent is waited for as long as the settings say', async () => {
  server.play(silence)
  const { moderation, clock } = own({ timeout: 2, on_error: 'closed' })
  const found = moderation.check(subject, signal)
  await vi.waitFor(() => expect(server.asked).toHaveLength(1))
  await clock.advance(1999)
  expect(clock.waiting).toBe(1)
  await clock.advance(1)
  expect(await found).toEqual({ is: 'hit', categories: ['unavailable'] })
  expect(clock.waiting).toBe(0)
})

test('a look ends with the signal’s reason', async () => {
  server.play(silence)
  const leave = new AbortController()
  const found = own({ on_error: 'closed' }).moderation.check(subject, leave.signal)
  await vi.waitFor(() => expect(server.asked).toHaveLength(1))
  leave.abort(new Error('gone'))
  await expect(found).rejects.toThrow('gone')
})

test('nobody is asked about what the settings leave out, from the next look on', async () => {
  server.play(finds('spam'))
  const { moderation, settings } = own({ input: false })
  expect([moderation.looksAt('input'), moderation.looksAt('output')]).toEqual([false, true])
  expect(await moderation.check(subject, signal)).toEqual({ is: 'fine' })
  expect(await moderation.check({ ...subject, direction: 'output', text: ' ' }, signal)).toEqual({
    is: 'fine',
  })
  expect(server.asked).toEqual([])
  settings.replace(moderationSection.parse({ service: `${server.url}/look` }))
  expect(await moderation.check(subject, signal)).toMatchObject({ is: 'hit' })
  settings.replace(moderationSection.parse({}))
  expect(moderation.looksAt('output')).toBe(false)
})

test('what is found is counted by category, and unknown ones together', async () => {
  const { moderation, metrics } = own()
  server.play(finds('violence', 'my-own', 'another'))
  await moderation.check(subject, signal)
  const exposed = await metrics.expose()
  expect(exposed).toContain('parley_moderation_hits_total{direction="input",category="violence"} 1')
  expect(exposed).toContain('parley_moderation_hits_total{direction="input",category="other"} 1')
  expect(exposed).not.toContain('my-own')
})
