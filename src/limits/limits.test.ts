import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  createEmptyTestDatabase,
  createTestDatabase,
  openTestDatabase,
  type TestDatabase,
} from '../../test/database.ts'
import {
  ada,
  grace,
  home,
  limitsOver,
  noon,
  questionOf,
  unlimited,
  beginSomewhere,
} from '../../test/limiting.ts'
import { startTcpProxy } from '../../test/tcp-proxy.ts'
import { admissionsRetention } from './admissions.ts'
import { rateLimitsRetention } from './counters.ts'

let own: TestDatabase
let db: TestDatabase['database']
beforeAll(async () => {
  own = await createTestDatabase()
  db = own.database
})
afterAll(() => own[Symbol.asyncDispose]())
beforeEach(() => db.query('truncate rate_limits, admissions, budgets'))

const limits = (rate_limiting: object, more: object = {}) =>
  limitsOver(db, { ...unlimited, rate_limiting: { ...unlimited.rate_limiting, ...rate_limiting }, ...more })
const admitted = { is: 'admitted', allowance: null }
const tooMany = (where: string, retryAfterMs: number) => ({
  is: 'refused',
  refusal: { code: 'too_many_requests', where, retryAfterMs },
})
const silent = (code: string) => ({ is: 'silent', refusal: expect.objectContaining({ code }) })
const points = async () => {
  const { rows } = await db.query<{ key: string; points: number }>(
    `select key, points from rate_limits where key not like 'told:%' order by key`,
  )
  return Object.fromEntries(rows.map((row) => [row.key.split(':')[0], row.points]))
}

describe('the cooldown of a person', () => {
  test('is told once with the time that is left, and then kept in silence', async () => {
    const { ask } = limits({ user_cooldown: 3 })
    expect(await ask()).toEqual(admitted)
    const refusal = { code: 'cooling_down', retryAfterMs: 2000 }
    expect(await ask({ at: noon + 1000 })).toEqual({ is: 'refused', refusal })
    expect(await ask({ at: noon + 2999 })).toEqual(silent('cooling_down'))
    expect(await ask({ at: noon + 3000 })).toEqual(admitted)
    expect(await ask({ at: noon + 4000 })).toEqual({ is: 'refused', refusal })
  })

  test('holds for one person, wherever they ask', async () => {
    const { ask } = limits({ user_cooldown: 3 })
    expect(await ask()).toEqual(admitted)
    expect(await ask({ author: grace })).toEqual(admitted)
    expect(await ask({ guild: null })).toMatchObject({ is: 'refused' })
  })

  test('goes by when a question was asked, also when it comes late', async () => {
    const { ask } = limits({ user_cooldown: 3 })
    expect(await ask({ at: noon })).toEqual(admitted)
    expect(await ask({ at: noon - 60_000 })).toEqual(admitted)
    expect(await ask({ at: noon - 59_000 })).toMatchObject({ refusal: { retryAfterMs: 2000 } })
  })

  test('that was shortened is shorter at once', async () => {
    const { ask, settings } = limits({ user_cooldown: 600 })
    await ask()
    settings.replace(limits({ user_cooldown: 1 }).settings.current)
    expect(await ask({ at: noon + 1000 })).toEqual(admitted)
  })
})

describe('questions a minute', () => {
  test('are counted over everybody, and each is told once a minute', async () => {
    const { ask } = limits({ global_requests_per_minute: 2 })
    const at = noon + 20_000
    expect(await ask({ at })).toEqual(admitted)
    expect(await ask({ at, author: grace, guild: null })).toEqual(admitted)
    expect(await ask({ at })).toEqual(tooMany('everywhere', 40_000))
    expect(await ask({ at: at + 1 })).toEqual(silent('too_many_requests'))
    expect(await ask({ at, author: grace })).toEqual(tooMany('everywhere', 40_000))
    expect(await ask({ at: noon + 60_000 })).toEqual(admitted)
  })

  test('are counted by channel, server and person as well', async () => {
    const { ask } = limits({ channel_requests_per_minute: 1, guild_requests_per_minute: 2 })
    const elsewhere = '300000000000000002'
    expect(await ask()).toEqual(admitted)
    expect(await ask()).toEqual(tooMany('channel', 60_000))
    expect(await ask({ channel: elsewhere })).toEqual(admitted)
    expect(await ask({ channel: '300000000000000003' })).toEqual(tooMany('guild', 60_000))
    expect(await ask({ guild: null })).toEqual(admitted)
    const one = limits({ user_requests_per_minute: 1 })
    expect(await one.ask({ author: grace })).toEqual(admitted)
    expect(await one.ask({ author: grace, guild: null })).toMatchObject({
      refusal: { code: 'cooling_down', retryAfterMs: 60_000 },
    })
  })

  test('count in the minute in which they were asked, in whatever order they come', async () => {
    const { ask } = limits({ global_requests_per_minute: 1 })
    expect(await ask({ at: noon + 60_000 })).toEqual(admitted)
    expect(await ask({ at: noon })).toEqual(admitted)
    expect(await ask({ at: noon + 1 })).toMatchObject({ is: 'refused' })
    expect(await ask({ at: noon + 60_001 })).toMatchObject({ is: 'refused' })
    expect(await ask({ at: noon - 1 })).toEqual(admitted)
  })

  test('are not used up by questions that another limit refuses', async () => {
    const { ask } = limits({
      user_cooldown: 3,
      channel_requests_per_minute: 9,
      guild_requests_per_minute: 9,
      global_requests_per_minute: 2,
    })
    await ask()
    for (let times = 0; times < 5; times += 1) await ask()
    expect(await points()).toEqual({ cooldown: 1, channel: 1, guild: 1, everywhere: 1 })
    await ask({ author: grace })
    const third = '200000000000000003'
    expect(await ask({ author: third })).toEqual(tooMany('everywhere', 60_000))
    expect(await points()).toEqual({ cooldown: 0, channel: 2, guild: 2, everywhere: 2 })
  })
})

describe('the roles of a person', () => {
  const [patient, quick, free] = ['400000000000000001', '400000000000000002', '400000000000000003'] as const
  const rate_limiting = {
    user_cooldown: 3,
    user_requests_per_minute: 5,
    roles: {
      [patient]: { user_cooldown: 10, user_requests_per_minute: 1 },
      [quick]: { user_cooldown: 1 },
      [free]: { user_requests_per_minute: 0, user_cooldown: 0 },
    },
  }

  test.each([
    [[], 3000],
    [[patient], 10_000],
    [[patient, quick], 1000],
    [['400000000000000009', quick], 1000],
  ])('%j have the most generous of their cooldowns', async (roles, retryAfterMs) => {
    const { ask } = limits({
      ...rate_limiting,
      user_requests_per_minute: 0,
      roles: { ...rate_limiting.roles, [patient]: { user_cooldown: 10 } },
    })
    await ask({ roles })
    expect(await ask({ roles })).toMatchObject({ refusal: { code: 'cooling_down', retryAfterMs } })
  })

  test('have the most generous of their rates, and none at all if one has none', async () => {
    const { ask } = limits(rate_limiting)
    expect(await ask({ roles: [patient, free] })).toEqual(admitted)
    expect(await ask({ roles: [patient, free] })).toEqual(admitted)
    expect(await ask({ author: grace, roles: [patient] })).toEqual(admitted)
    expect(await ask({ author: grace, roles: [patient], at: noon + 20_000 })).toMatchObject({
      refusal: { retryAfterMs: 40_000 },
    })
  })
})

describe('lists', () => {
  const access = { block_users: [ada] }

  test('turn away with a word an hour, in each place', async () => {
    const { ask } = limits({}, { access: { ...access, direct_messages: 'off' } })
    const refused = { is: 'refused', refusal: { code: 'not_allowed', what: 'user' } }
    expect(await ask()).toEqual(refused)
    expect(await ask({ at: noon + 3_599_999 })).toEqual(silent('not_allowed'))
    expect(await ask({ at: noon + 3_600_000 })).toEqual(refused)
    expect(await ask({ guild: '100000000000000002' })).toEqual(refused)
    expect(await ask({ guild: null })).toEqual({ is: 'refused', refusal: { code: 'direct_messages_off' } })
    expect(await ask({ guild: null })).toEqual(silent('direct_messages_off'))
    expect(await ask({ author: grace })).toEqual(admitted)
  })

  test('and rates do not hold for operators', async () => {
    const { ask } = limits({ user_cooldown: 60, global_requests_per_minute: 1 }, { access })
    expect(await ask({ operator: true })).toEqual(admitted)
    expect(await ask({ operator: true })).toEqual(admitted)
    expect(await points()).toEqual({})
  })
})

describe('a question that is asked for again', () => {
  test('gets the same verdict and takes nothing', async () => {
    const { ask, settings } = limits({ user_cooldown: 3, global_requests_per_minute: 9 })
    const [first, second, third] = [questionOf(), questionOf(), questionOf()]
    const said = [await ask(first), await ask(second), await ask(third)]
    expect(said).toMatchObject([{ is: 'admitted' }, { is: 'refused' }, { is: 'silent' }])
    const taken = await points()
    expect([await ask(first), await ask(second), await ask(third)]).toEqual(said)
    settings.replace(limits({}).settings.current)
    expect([await ask(third), await ask(second), await ask(first)]).toEqual(said.toReversed())
    expect(await points()).toEqual(taken)
  })

  test('by two processes at once counts once', async () => {
    await using other = await openTestDatabase(own.url)
    const rates = { user_cooldown: 3, global_requests_per_minute: 1 }
    const there = limitsOver(other.database, { ...unlimited, rate_limiting: rates })
    for (let times = 0; times < 10; times += 1) {
      const question = questionOf({ at: noon + times * 60_000 })
      const both = await Promise.all([limits(rates).ask(question), there.ask(question)])
      expect(both).toEqual([admitted, admitted])
    }
  })
})

test('of a hundred questions at once on two processes, no more are admitted than a minute has', async () => {
  await using other = await openTestDatabase(own.url)
  const given = { ...unlimited, rate_limiting: { user_cooldown: 3, global_requests_per_minute: 30 } }
  const [here, there] = [limitsOver(db, given), limitsOver(other.database, given)]
  const verdicts = await Promise.all(
    Array.from({ length: 100 }, (_, index) =>
      (index % 2 ? here : there).ask({ author: String(200000000000000000n + BigInt(index % 40)) }),
    ),
  )
  expect(verdicts.filter(({ is }) => is === 'admitted')).toHaveLength(30)
  expect(await points()).toMatchObject({ everywhere: 30 })
})

describe('an admission', () => {
  const everything = {
    rate_limiting: {
      user_requests_per_minute: 9,
      channel_requests_per_minute: 9,
      guild_requests_per_minute: 9,
    },
    budgets: { user_tokens_per_day: 20_000, guild_tokens_per_day: 20_000 },
  }

  test('issues all its statements before it waits', () => {
    let issued = 0
    const never = () => {
      issued += 1
      return new Promise<never>(() => {})
    }
    void limitsOver(db, everything).admit({ query: never }, questionOf())
    // The claim, five rates, the budgets' lock, the reserve, and what a refusal gives back.
    expect(issued).toBe(9)
  })

  test('is one round trip, together with others', async () => {
    await using proxy = await startTcpProxy(Number(new URL(own.url).port))
    await using near = await openTestDatabase(own.url, { port: proxy.port })
    const { admit } = limitsOver(db, everything)
    await near.database.query('select 1')
    const asker = questionOf({ author: '200000000000000005', at: noon + 600_000 })
    await beginSomewhere(db, asker)
    const before = proxy.fromClients
    const [, verdict] = await near.database.together((line) => [line.query('select 1'), admit(line, asker)])
    expect(verdict).toMatchObject({ is: 'admitted' })
    expect(proxy.fromClients - before).toBe(1)
  })

  test('is counted by its verdict and rule, once', async () => {
    const { ask, metrics } = limits({ user_cooldown: 3 })
    const question = questionOf()
    for (const asked of [question, question, questionOf(), questionOf()]) await ask(asked)
    const exposed = await metrics.expose()
    expect(exposed).toContain('parley_admissions_total{verdict="admitted",rule=""} 1')
    expect(exposed).toContain('parley_admissions_total{verdict="refused",rule="cooling_down"} 1')
    expect(exposed).toContain('parley_admissions_total{verdict="silent",rule="cooling_down"} 1')
    expect(exposed).not.toContain(home)
  })
})

test('what is counted goes a day after its time, and what was said after two; no more at once than asked', async () => {
  const { ask } = limits({ user_cooldown: 3 })
  for (let index = 0; index < 3; index += 1)
    await ask({ author: String(200000000000000010n + BigInt(index)) })
  await db.query(`update rate_limits set expires_at = now() - interval '23 hours'`)
  expect(await rateLimitsRetention.deleteExpired(db, 10)).toBe(0)
  await db.query(`update rate_limits set expires_at = now() - interval '25 hours'`)
  expect(await rateLimitsRetention.deleteExpired(db, 2)).toBe(2)
  expect(await rateLimitsRetention.deleteExpired(db, 2)).toBe(1)
  await db.query(`update admissions set at = now() - interval '47 hours'`)
  expect(await admissionsRetention.deleteExpired(db, 10)).toBe(0)
  await db.query(`update admissions set at = now() - interval '49 hours'`)
  expect(await admissionsRetention.deleteExpired(db, 2)).toBe(2)
})

test('a database that fails is no refusal', async () => {
  const { admit } = limits({ user_cooldown: 3 })
  await using broken = await createEmptyTestDatabase()
  await expect(broken.database.together((line) => [admit(line, questionOf())])).rejects.toMatchObject({
    code: '42P01',
  })
})
