import { expect, test } from 'vitest'
import { createFastClock } from '../test/fast-clock.ts'
import { startParley } from '../test/parley.ts'

test('a process that finishes its last answers is not ready any more', async () => {
  await using parley = await startParley({ clock: createFastClock(10), pace: { chunk_ms: 300 } })
  await parley.say('@Parley repeat 60 words')
  await parley.until('words are shown', () => parley.answers().length > 0)
  const readyz = `${parley.operatorUrl}/readyz`
  expect((await fetch(readyz)).status).toBe(200)
  const stopping = parley.stop()
  await parley.until('the gateway is left', async () => (await parley.fault({ kind: 'cut' })) === 0)
  const response = await fetch(readyz)
  expect(response.status).toBe(503)
  expect(await response.text()).toContain('stop: stopping')
  await stopping
})
