import { expect, test } from 'vitest'
import { createFakeClock } from '../../test/fake-clock.ts'
import { createLive } from '../lib/live.ts'
import { checkFile } from './check-settings.ts'
import { createSettingsReload } from './live-settings.ts'
import { refuse } from './mistakes.ts'
import { settingsSchema } from './settings.ts'

const stage = (first = '') => {
  let text = first
  const settings = createLive(checkFile('parley.yaml', first).settings ?? settingsSchema.parse({}))
  const clock = createFakeClock()
  const read = async () => checkFile('parley.yaml', text)
  const reloading = createSettingsReload({ settings, read, clock })
  return { settings, clock, reloading, write: (next: string) => void (text = next) }
}

test('what changed is told by key, and what did not stays the very same', async () => {
  const { settings, clock, reloading, write } = stage()
  const before = settings.current
  expect(await reloading.reload()).toEqual({ is: 'unchanged' })
  write('general:\n  max_history: 3\nproviders:\n  mine: { model: a, base_url: "http://a" }\n')
  await clock.advance(1000)
  expect(await reloading.reload()).toMatchObject({
    is: 'changed',
    changes: [
      { key: 'general.max_history', from: '20', to: '3', atNextStart: false },
      { key: 'providers.priority', to: '["groq","gemini","openai","mine"]' },
      { key: 'providers.mine', from: 'not set', to: expect.stringContaining('"model":"a"') },
    ],
  })
  expect(settings.current.general.max_history).toBe(3)
  expect(settings.current.rate_limiting).toBe(before.rate_limiting)
  expect(settings.current.providers.groq).toBe(before.providers.groq)
  expect(reloading.generation).toMatchObject({ number: 2, since: clock.now() })
})

test('with a mistake, nothing changes, and the mistake names key and line', async () => {
  const { settings, reloading, write } = stage()
  const before = settings.current
  const { hash } = reloading.generation
  write('general:\n  max_history: 3\n  operators: [280412345678901234]\n')
  expect(await reloading.reload()).toEqual({
    is: 'wrong',
    mistakes: [
      'parley.yaml:3: general.operators.0 is the number 280412345678901250; it must be a Discord id, such as "280412345678901234", in quotes: as a number, one so long has lost its last digits.',
    ],
  })
  expect(settings.current).toBe(before)
  expect(reloading.generation).toMatchObject({ number: 1, hash })
})

test('a directory that can’t be read is told as a mistake', async () => {
  const settings = createLive(settingsSchema.parse({}))
  const reloading = createSettingsReload({ settings, read: readLocked, clock: createFakeClock() })
  expect(await reloading.reload()).toMatchObject({
    is: 'wrong',
    mistakes: [expect.stringContaining('locked')],
  })
})

test('long values are told in short', async () => {
  const { reloading, write } = stage()
  write(`general:\n  system_prompt: ${'a'.repeat(300)}\n`)
  const said = await reloading.reload()
  expect(said.is === 'changed' && said.changes[0]!.to.length).toBeLessThan(70)
})

const readLocked = async () =>
  refuse([{ file: 'config', line: null, key: null, found: 'locked', allowed: 'open it', nearest: null }])
