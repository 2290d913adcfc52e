import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createFakeClock } from '../../test/fake-clock.ts'
import { startScriptedServer, stall, tear, type ScriptedServer } from '../../test/scripted-server.ts'
import { createLog } from '../telemetry/log.ts'
import { createFetchFile } from './attachments.ts'

let server: ScriptedServer
beforeEach(async () => {
  server = await startScriptedServer()
})
afterEach(() => server[Symbol.asyncDispose]())

const { signal } = new AbortController()

test('a file is its bytes, and is asked for without the bot’s token', async () => {
  const { fetchFile } = setUp()
  server.play((response) => response.end('hello'))
  expect(await fetchFile(fileAt(), 5, signal)).toEqual(Buffer.from('hello'))
  expect(server.asked[0]!.headers).not.toHaveProperty('authorization')
})

describe('a file is too large', () => {
  test('by its length, before it is read', async () => {
    const { fetchFile } = setUp()
    server.play((response) => response.writeHead(200, { 'content-length': 6 }).flushHeaders())
    expect(await fetchFile(fileAt(), 5, signal)).toBe('too_large')
    await server.asked[0]!.closed
  })

  test('without one, as soon as more has come', async () => {
    const { fetchFile } = setUp()
    server.play(stall('hello!'))
    expect(await fetchFile(fileAt(), 5, signal)).toBe('too_large')
    await server.asked[0]!.closed
  })

  test('by what it unpacks to', async () => {
    const { fetchFile } = setUp()
    const packed = gzipSync(Buffer.alloc(1_000_000))
    server.play((response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed))
    expect(packed.length).toBeLessThan(2000)
    expect(await fetchFile(fileAt(), 2000, signal)).toBe('too_large')
  })
})

describe('a file is out of reach, and the log says why without its name', () => {
  test.each([
    ['403', (response: { writeHead(status: number): { end(): void } }) => response.writeHead(403).end()],
    ['ECONNRESET', tear('hel')],
  ])('%s', async (reason, script) => {
    const { fetchFile, lines } = setUp()
    server.play(script)
    expect(await fetchFile(fileAt(), 100, signal)).toBe('out_of_reach')
    expect(lines.join()).toContain(reason)
    expect(lines.join()).not.toMatch(/diary|127\.0\.0\.1/)
  })

  test('after ten seconds, in the middle of it, too', async () => {
    const { clock, fetchFile, lines } = setUp()
    server.play(stall('hel'))
    const fetched = fetchFile(fileAt(), 100, signal)
    await vi.waitFor(() => expect(server.asked).toHaveLength(1))
    await clock.advance(9_999)
    expect(lines).toEqual([])
    await clock.advance(1)
    expect(await fetched).toBe('out_of_reach')
    expect(lines.join()).toContain('timeout')
    expect(clock.waiting).toBe(0)
    await server.asked[0]!.closed
  })
})

test('whoever ends the answer ends the request, and it rejects with the reason', async () => {
  const { clock, fetchFile, lines } = setUp()
  server.play(stall('hel'))
  const ending = new AbortController()
  const fetched = fetchFile(fileAt(), 100, ending.signal)
  await vi.waitFor(() => expect(server.asked).toHaveLength(1))
  const reason = new Error('deleted')
  ending.abort(reason)
  await expect(fetched).rejects.toBe(reason)
  await server.asked[0]!.closed
  expect([lines, clock.waiting]).toEqual([[], 0])
})

test.each(['https://discord.com/api', 'https://discord.com/api/v10/'])(
  'with Discord’s own API at %s, files come from its CDN alone',
  async (apiUrl) => {
    const { fetchFile } = setUp(apiUrl)
    const asked = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response('hello'))
    for (const host of ['https://discord.com', 'https://cdn.discordapp.com:8443', server.url])
      expect(await fetchFile(fileAt(host), 100, signal)).toBe('out_of_reach')
    expect(asked).not.toHaveBeenCalled()
    for (const host of ['https://cdn.discordapp.com', 'https://media.discordapp.net'])
      expect(await fetchFile(fileAt(host), 100, signal)).toEqual(Buffer.from('hello'))
    asked.mockRestore()
  },
)

const setUp = (apiUrl = `${server.url}/api`) => {
  const clock = createFakeClock()
  const lines: string[] = []
  const log = createLog('debug', (line) => lines.push(line))
  return { clock, lines, fetchFile: createFetchFile({ apiUrl, clock, log }) }
}

const fileAt = (origin = server.url) => ({
  id: '1',
  name: 'diary.txt',
  url: `${origin}/attachments/1/2/diary.txt`,
  size: 5,
  contentType: null,
})
