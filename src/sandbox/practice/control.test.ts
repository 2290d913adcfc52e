import { readFile } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../../lib/clock.ts'
import { startPracticeProvider, type RunningPracticeProvider } from './server.ts'

let provider: RunningPracticeProvider

beforeAll(async () => {
  provider = await startPracticeProvider({ port: 0, clock: systemClock })
})
afterEach(() => provider.faults.clear())
afterAll(() => provider[Symbol.asyncDispose]())

const send = async (method: string, path: string, body?: object) => {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${provider.url}/practice${path}`, {
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? null : JSON.parse(text) }
}

describe('faults', () => {
  test('are added, listed and removed', async () => {
    const added = await send('POST', '/faults', { fault: 'cut', provider: 'groq', after: 5 })
    const id = provider.faults.list()[0]?.id
    expect(added).toEqual({ status: 201, body: { id } })
    expect((await send('GET', '/faults')).body).toEqual([
      { id, fault: 'cut', provider: 'groq', after: 5, times: 1, delay_ms: 0 },
    ])
    expect(await send('DELETE', `/faults/${id}`)).toEqual({ status: 204, body: null })
    expect((await send('DELETE', `/faults/${id}`)).status).toBe(404)
  })

  test('are removed all at once', async () => {
    await send('POST', '/faults', { fault: 'idle' })
    await send('POST', '/faults', { fault: 'empty', times: 'always' })
    expect((await send('DELETE', '/faults')).status).toBe(204)
    expect(provider.faults.list()).toEqual([])
  })

  test('one that is unknown is refused with the names of those that are known', async () => {
    const { status, body } = await send('POST', '/faults', { fault: 'explode' })
    expect(status).toBe(400)
    expect(body).toEqual({ error: expect.stringMatching(/^"fault" must be one of bad_key, .*, think\.$/) })
  })

  test('each is in the documentation', async () => {
    const { body } = await send('POST', '/faults', {})
    const names = /one of (.*)\./.exec(JSON.stringify(body))?.[1]?.split(', ') ?? []
    const documentation = await readFile('docs/practice-provider.md', 'utf8')
    expect(names).toHaveLength(23)
    expect(names.filter((name) => !documentation.includes(`| \`${name}\` |`))).toEqual([])
  })

  test('an unknown field is refused with the names of those that this fault takes', async () => {
    const { status, body } = await send('POST', '/faults', { fault: 'rate_limited', retryAfter: 3 })
    expect(status).toBe(400)
    expect(body).toEqual({
      error:
        'Unrecognized key: "retryAfter". Allowed are fault, retry_after, reset_after, provider, model, key, times, delay_ms.',
    })
  })

  test('a wrong value is refused with the name of its field', async () => {
    const { body } = await send('POST', '/faults', { fault: 'cut', after: -1 })
    expect(body).toEqual({ error: expect.stringMatching(/^after: Too small/) })
  })
})

test('the pace is read and changed, a part at a time', async () => {
  expect((await send('PATCH', '/settings', { chunk_ms: 7 })).body).toEqual({
    first_token_ms: 150,
    chunk_ms: 7,
  })
  expect((await send('GET', '/settings')).body).toEqual({ first_token_ms: 150, chunk_ms: 7 })
  expect((await send('PATCH', '/settings', { speed: 9 })).status).toBe(400)
})

test('the summary of requests counts, and tells nothing of what was said', async () => {
  const none = { requests: 0, streamed: 0, open: 0, left: 0 }
  expect((await send('GET', '/requests')).body).toEqual({ openai: none, groq: none, gemini: none })
})

test('a path that is not there says where to read on', async () => {
  expect(await send('GET', '/nothing')).toEqual({
    status: 404,
    body: { error: 'Nothing answers GET /practice/nothing: see docs/practice-provider.md.' },
  })
})
