import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { settingsSchema } from '../config/settings.ts'
import { createLive } from '../lib/live.ts'
import { createMetrics } from '../telemetry/metrics.ts'
import type { Asker } from './contract.ts'
import { createLimits } from './limits.ts'

let own: TestDatabase
let db: TestDatabase['database']
beforeAll(async () => {
  own = await createTestDatabase()
  db = own.database
})
afterAll(() => own[Symbol.asyncDispose]())
beforeEach(() => db.query('truncate rate_limits, admissions, budgets'))

const noon = Date.UTC(2026, 0, 1, 12)
let turns = 1_400_000_000_000_000_000n

/** A question of Ada's in #general, or as is said. */
const question = (more: Partial<Asker> = {}): Asker => ({
  turn: String(turns++),
  author: '200000000000000001',
  guild: '100000000000000001',
  channel: '300000000000000001',
  places: [],
  roles: [],
  operator: false,
  at: noon,
  ...more,
})

const limitsWith = (given: object, price = 0) => {
  const limits = createLimits({
    settings: createLive(settingsSchema.parse(given)),
    priceBound: () => price,
    metrics: createMetrics({ processMetrics: false }),
  })
  return {
    ...limits,
    ask: async (more: Partial<Asker> = {}) => {
      const [verdict] = await db.together((line) => [limits.admit(line, question(more))])
      return verdict
    },
  }
}

const admitted = expect.objectContaining({ is: 'admitted' })

test('who asks too soon hears once how long to wait', async () => {
  const { ask } = limitsWith({})
  expect(await ask()).toEqual(admitted)
  const refusal = { code: 'cooling_down', retryAfterMs: 2000 }
  expect(await ask({ at: noon + 1000 })).toEqual({ is: 'refused', refusal })
  expect(await ask({ at: noon + 2000 })).toEqual({ is: 'silent', rule: 'cooling_down' })
  expect(await ask({ at: noon + 3000 })).toEqual(admitted)
  expect(await ask({ at: noon + 4000 })).toMatchObject({ is: 'refused' })
})
