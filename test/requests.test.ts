import { expect, test } from 'vitest'
import { createApiDescription } from './discord-api-description.ts'
import { startParley } from './parley.ts'

// Every test that starts Parley holds all its requests against Discord's description as it ends: see invariants.ts.
test.runIf(process.env['DISCORD_OPENAPI'])(
  'what the bot asks of Discord is held against Discord’s own description, which notices mistakes',
  async () => {
    const description = createApiDescription()!
    await using parley = await startParley()
    await parley.ask('repeat 500 words')
    const written = parley.requests.filter(({ path }) => path.endsWith('/messages'))
    expect(written.length).toBeGreaterThanOrEqual(2)
    for (const { method, path, json } of written) {
      expect(description.check(method, path, json)).toEqual([])
      expect(description.check(method, path, { ...Object(json), nonce: 'n'.repeat(26) })).not.toEqual([])
      expect(description.check(method, path, { ...Object(json), allow_mentions: {} })).not.toEqual([])
      expect(description.check(method, `${path}/s`, json)).not.toEqual([])
    }
  },
)

test('a request is made once, and none that isn’t needed', async () => {
  await using parley = await startParley()
  await parley.ask('say exactly: Brief.')
  const made = parley.requests.map(({ method, path }) => `${method} ${path.replaceAll(/\d{9,}/g, ':id')}`)
  const commands = '/applications/:id/commands'
  expect(made.filter((request) => request.endsWith(commands))).toEqual([`GET ${commands}`, `PUT ${commands}`])
  expect(made.filter((request) => !request.endsWith(commands))).toEqual([
    'GET /gateway/bot',
    'GET /applications/@me',
    'POST /channels/:id/typing',
    'POST /channels/:id/messages',
  ])
})
