import { expect, test } from 'vitest'
import { createHealth } from './health.ts'
import { createLog } from './log.ts'
import { createMetrics } from './metrics.ts'

test('a new log level holds for children that were made before', () => {
  const lines: string[] = []
  const log = createLog('info', (line) => lines.push(line))
  const child = log.child({ module: 'discord' })
  child.debug('unheard')
  log.setLevel('debug')
  child.debug({ turn: '1' }, 'heard')
  log.setLevel('silent')
  child.error('unheard')
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 'debug', module: 'discord', turn: '1', msg: 'heard' },
  ])
})

test('an error in a log line keeps its message and its code', () => {
  const lines: string[] = []
  createLog('info', (line) => lines.push(line)).warn({ err: new Error('refused') }, 'A try failed')
  expect(JSON.parse(lines[0]!)).toMatchObject({ err: { message: 'refused' }, level: 'warn' })
})

test('a part whose check throws is down, with the reason', async () => {
  const health = createHealth()
  health.register('database', { gates: true, check: () => Promise.reject(new Error('no route to host')) })
  using _provider = health.register('providers', { gates: false, check: () => ({ status: 'up' }) })
  expect(await health.read()).toEqual({
    database: { status: 'down', reason: 'no route to host', gates: true },
    providers: { status: 'up', gates: false },
  })
})

test('two apps in one process measure apart', async () => {
  const [one, other] = [createMetrics({ processMetrics: false }), createMetrics({ processMetrics: false })]
  one.counter('parley_things_total', 'Things.').inc()
  other.counter('parley_things_total', 'Things.')
  expect(await one.expose()).toContain('parley_things_total 1')
  expect(await other.expose()).toContain('parley_things_total 0')
})
