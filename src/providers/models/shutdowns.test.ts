import { expect, test } from 'vitest'
import { createFakeClock } from '../../../test/fake-clock.ts'
import { settingsSchema } from '../../config/settings.ts'
import { createLive, selectLive } from '../../lib/live.ts'
import { createLog } from '../../telemetry/log.ts'
import { startShutdownWarnings } from './shutdowns.ts'

const HOUR = 3_600_000

const watch = (given: object, today = '2026-11-21T15:00:00Z') => {
  const clock = createFakeClock(Date.parse(today))
  const settings = createLive(settingsSchema.parse(given))
  const lines: string[] = []
  const warnings = startShutdownWarnings({
    providers: selectLive(settings, ({ providers }) => providers),
    models: selectLive(settings, ({ models }) => models),
    clock,
    log: createLog('info', (line) => lines.push(line)),
  })
  return {
    clock,
    warnings,
    replace: async (given: object) => {
      settings.replace(settingsSchema.parse(given))
      await clock.advance(0)
    },
    said: () => lines.splice(0).map((line) => String(JSON.parse(line).msg)),
  }
}

const gemini = (model: string) => ({ providers: { gemini: { model } } })
const inTenDays =
  'gemini takes gemini-2.5-flash away in 10 days, on 2026-12-01: set providers.gemini.model to gemini-3.5-flash-lite.'

test('models that stay are passed over in silence', async () => {
  const { clock, said } = watch({})
  await clock.advance(48 * HOUR)
  expect(said()).toEqual([])
})

test('a model that leaves is warned about at the start and once a day', async () => {
  const { clock, said } = watch(gemini('gemini-2.5-flash'))
  expect(said()).toEqual([inTenDays])
  await clock.advance(24 * HOUR - 1)
  expect(said()).toEqual([])
  await clock.advance(1)
  expect(said()).toEqual([inTenDays.replace('10 days', '9 days')])
  await clock.advance(3 * 24 * HOUR)
  expect(said()).toHaveLength(3)
})

test.each([
  ['2026-11-30T23:59:00Z', 'takes gemini-2.5-flash away in 1 day, on 2026-12-01: set'],
  ['2026-12-01T00:00:00Z', 'has taken gemini-2.5-flash away, today: set'],
  ['2026-12-03T12:00:00Z', 'has taken gemini-2.5-flash away, 2 days ago, on 2026-12-01: set'],
])('on %s it says "%s"', (today, words) => {
  expect(watch(gemini('gemini-2.5-flash'), today).said()).toEqual([expect.stringContaining(words)])
})

test('one that is newly set up is warned about at once, and none twice a day', async () => {
  const { clock, replace, said } = watch(gemini('gemini-2.5-flash'))
  said()
  await clock.advance(12 * HOUR)
  await replace({ providers: { gemini: { models: ['gemini-2.5-flash', 'gemini-2.5-pro'] } } })
  expect(said()).toEqual([
    expect.stringContaining(
      'takes gemini-2.5-pro away in 9 days, on 2026-12-01: set providers.gemini.models to',
    ),
  ])
  await replace(gemini('gemini-3.5-flash-lite'))
  await replace(gemini('gemini-2.5-flash'))
  expect(said()).toEqual([])
  await clock.advance(12 * HOUR)
  expect(said()).toEqual([expect.stringContaining('gemini-2.5-flash')])
})

test('the operator may know more: a day, a provider of his own', async () => {
  const own = { base_url: 'http://a', model: 'b' }
  const { replace, said } = watch({ providers: { priority: ['own'], own } })
  expect(said()).toEqual([])
  await replace({
    providers: { priority: ['own'], own },
    models: { own: { b: { shuts_down: '2026-11-22' } } },
  })
  expect(said()).toEqual([
    'own takes b away in 1 day, on 2026-11-22: set providers.own.model to a model that stays.',
  ])
})

test('who is never asked is not warned about', () => {
  const model = 'gemini-2.5-flash'
  expect(watch({ providers: { priority: ['groq'], gemini: { model } } }).said()).toEqual([])
  expect(watch({ providers: { gemini: { model, enabled: false } } }).said()).toEqual([])
})

test('once it is disposed, nothing waits and nothing is said', async () => {
  const { clock, warnings, replace, said } = watch({})
  warnings[Symbol.dispose]()
  expect(clock.waiting).toBe(0)
  await replace(gemini('gemini-2.5-flash'))
  expect(said()).toEqual([])
})
