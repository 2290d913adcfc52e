import * as fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase, openTestDatabase, type TestDatabase } from '../../test/database.ts'
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
import { resetPerson } from './reset.ts'
import { budgetsRetention } from './settle.ts'

let own: TestDatabase
let db: TestDatabase['database']
beforeAll(async () => {
  own = await createTestDatabase()
  db = own.database
})
afterAll(() => own[Symbol.asyncDispose]())
beforeEach(() => db.query('truncate rate_limits, admissions, budgets'))

/** One answer takes 1,000 tokens at the most. */
const small = {
  general: { max_prompt_tokens: 600 },
  providers: {
    priority: ['groq', 'openai'],
    groq: { max_output_tokens: 400 },
    openai: { max_output_tokens: 100 },
    gemini: { max_output_tokens: 9000 },
  },
}
const limits = (budgets: object, price = 0, database = db) =>
  limitsOver(database, { ...unlimited, ...small, budgets: { ...unlimited.budgets, ...budgets } }, price)
const allowed = (tokens: number, cost = 0) => ({ is: 'admitted', allowance: { tokens, cost } })
const midnight = Date.UTC(2026, 0, 2)
const spent = (whose: string, renewsAt = midnight) => ({
  is: 'refused',
  refusal: { code: 'budget_spent', whose, renewsAt },
})

const inUse = (whose: string) => ({
  is: 'refused',
  refusal: { code: 'budget_in_use', whose, retryAfterMs: 10_000 },
})

test('without a budget nothing bounds an answer, and what it uses is counted all the same', async () => {
  const { ask, end, readBudgets } = limits({})
  const question = questionOf()
  expect(await ask(question)).toEqual({ is: 'admitted', allowance: null })
  expect(await end(question.turn, { tokens: 70, cost: 0.5 })).toEqual([])
  const limit = { tokens: null, cost: null }
  const used = { tokens: 70, cost: 0.5 }
  expect(await readBudgets(db, { author: ada, guild: home }, noon)).toEqual(
    ['user', 'guild', 'bot'].map((whose) => ({ whose, used, limit, renewsAt: midnight })),
  )
  expect(await readBudgets(db, { author: grace, guild: null }, noon)).toMatchObject([
    { whose: 'user', used: { tokens: 0, cost: 0 } },
    { whose: 'bot', used },
  ])
})

describe('a question', () => {
  test('holds as much as an answer may take until it is settled, and then what it used', async () => {
    const { ask, end } = limits({ bot_tokens_per_day: 2500 })
    const [first, second] = [questionOf(), questionOf()]
    expect(await ask(first)).toEqual(allowed(1000))
    expect(await ask(second)).toEqual(allowed(1000))
    expect(await ask()).toEqual(allowed(500))
    expect(await ask()).toEqual(inUse('bot'))
    expect(await ask()).toMatchObject({ is: 'silent', refusal: { code: 'budget_in_use' } })
    expect(await ask({ author: grace })).toEqual(inUse('bot'))
    await end(first.turn, { tokens: 300 })
    expect(await ask()).toEqual(allowed(700))
    await end(second.turn)
    expect(await ask()).toEqual(allowed(1000))
  })

  test('gets the least of what person, server and bot have left, in tokens and in money', async () => {
    const price = 0.001
    const { ask } = limits(
      { user_tokens_per_day: 900, guild_tokens_per_day: 1500, guild_cost_per_day: 1.2, bot_cost_per_day: 10 },
      price,
    )
    expect(await ask()).toEqual(allowed(900, 1))
    expect(await ask()).toEqual(inUse('user'))
    expect(await ask({ guild: '100000000000000002' })).toMatchObject({
      is: 'silent',
      refusal: { code: 'budget_in_use' },
    })
    expect(await ask({ author: grace })).toEqual(allowed(600, expect.closeTo(0.2)))
    expect(await ask({ author: '200000000000000003' })).toEqual(inUse('guild'))
    expect(await ask({ author: '200000000000000003', guild: null })).toEqual(allowed(900, 1))
  })

  test('of an operator counts, too', async () => {
    const { ask } = limits({ bot_tokens_per_day: 1000 })
    expect(await ask({ operator: true })).toEqual(allowed(1000))
    expect(await ask({ operator: true })).toEqual(inUse('bot'))
  })

  test('is settled once, however often that is said, and nothing is settled that was refused', async () => {
    const { ask, end, readBudgets } = limits({ bot_tokens_per_day: 1000 })
    const [first, second] = [questionOf(), questionOf()]
    await ask(first)
    expect(await ask(second)).toEqual(inUse('bot'))
    for (const turn of [first.turn, first.turn, second.turn, '1']) await end(turn, { tokens: 10 })
    const [, , bot] = await readBudgets(db, first, noon)
    expect(bot?.used.tokens).toBe(10)
  })

  test('that is asked for again has the same allowance, and holds it once', async () => {
    const { ask } = limits({ bot_tokens_per_day: 1700 })
    const question = questionOf()
    expect(await ask(question)).toEqual(allowed(1000))
    expect(await ask(question)).toEqual(allowed(1000))
    expect(await ask()).toEqual(allowed(700))
  })

  test('that never ends gives back what it held after two hours, and counts in full if it ends after all', async () => {
    const { ask, end, readBudgets } = limits({ bot_tokens_per_day: 1000 })
    const lost = questionOf()
    await ask(lost)
    await db.query(`update admissions set at = now() - interval '119 minutes'`)
    expect(await ask()).toEqual(inUse('bot'))
    await db.query(`update admissions set at = now() - interval '121 minutes'`)
    expect(await ask()).toEqual(allowed(1000))
    await end(lost.turn, { tokens: 800 })
    const [, , bot] = await readBudgets(db, lost, noon)
    expect(bot?.used.tokens).toBe(800)
  })

  test('counts on the day on which it was asked, in the time zone of the budgets', async () => {
    const { ask } = limits({ bot_tokens_per_day: 1000, time_zone: 'America/New_York' })
    const evening = Date.UTC(2026, 0, 2, 4, 59)
    const renewsAt = Date.UTC(2026, 0, 2, 5)
    expect(await ask()).toEqual(allowed(1000))
    expect(await ask({ at: evening })).toEqual(inUse('bot'))
    expect(await ask({ at: renewsAt })).toEqual(allowed(1000))
    expect(await ask({ at: evening, author: grace })).toEqual(inUse('bot'))
  })

  test('is told whether budgets are used up, or answers under way may need what is left', async () => {
    const { ask, end } = limits({ user_tokens_per_day: 1000, bot_tokens_per_day: 1500 })
    const question = questionOf()
    await ask(question)
    expect(await ask()).toEqual(inUse('user'))
    await end(question.turn, { tokens: 1000 })
    expect(await ask()).toEqual(spent('user'))
    expect(await ask({ author: grace })).toEqual(allowed(500))
    expect(await ask({ author: '200000000000000003' })).toEqual(inUse('bot'))
  })
})

describe('at four fifths', () => {
  test('each budget is told of once a day, to the turn that brought it there', async () => {
    const { ask, end } = limits({ user_tokens_per_day: 1000, bot_tokens_per_day: 4000, bot_cost_per_day: 2 })
    const use = async (tokens: number, more: object = {}, cost = 0) => {
      const question = questionOf(more)
      await ask(question)
      return [await end(question.turn, { tokens, cost }), question.turn] as const
    }
    expect((await use(799))[0]).toEqual([])
    const [said, turn] = await use(51)
    expect(said).toEqual([{ whose: 'user', leftShare: expect.closeTo(0.15), renewsAt: midnight }])
    expect(await end(turn, { tokens: 51 })).toEqual(said)
    expect((await use(50))[0]).toEqual([])
    expect((await use(10, { author: grace }, 1.9))[0]).toMatchObject([
      { whose: 'bot', leftShare: expect.closeTo(0.05) },
    ])
    expect((await use(900, { at: midnight }))[0]).toMatchObject([
      { whose: 'user', renewsAt: midnight + 86_400_000 },
    ])
  })

  test('what others only hold does not count', async () => {
    const { ask, end } = limits({ bot_tokens_per_day: 1100 })
    const question = questionOf()
    await ask(question)
    await ask()
    expect(await end(question.turn, { tokens: 10 })).toEqual([])
  })
})

test('while one process admits, the other waits for what is left', async () => {
  await using other = await openTestDatabase(own.url)
  const budgets = { bot_tokens_per_day: 1700 }
  const [here, there] = [limits(budgets), limits(budgets, 0, other.database)]
  const before = questionOf({ author: grace })
  await here.ask(before)
  await here.end(before.turn)
  const mine = questionOf()
  await beginSomewhere(db, mine)
  const second = await db.transaction(async (line) => {
    expect(await here.admit(line, mine)).toEqual(allowed(1000))
    const asked = there.ask({ author: grace })
    let answered = false
    void asked.then(() => (answered = true))
    const waits = `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
    await expect.poll(async () => answered || (await other.database.query(waits)).rowCount > 0).toBe(true)
    return { asked }
  })
  expect(await second.asked).toEqual(allowed(700))
})

test('a hundred questions at once on two processes cannot overspend, and all of it can be spent', async () => {
  await using other = await openTestDatabase(own.url)
  const budgets = { user_tokens_per_day: 7300, guild_tokens_per_day: 23_450, bot_tokens_per_day: 31_450 }
  const pods = [limits(budgets), limits(budgets, 0, other.database)]
  const questions = Array.from({ length: 100 }, (_, index) =>
    questionOf({
      author: String(200000000000000000n + BigInt(index % 8)),
      guild: index % 4 === 0 ? null : home,
    }),
  )
  const granted = await Promise.all(
    questions.map(async (question, index) => {
      const verdict = await pods[index % 2]!.ask(question)
      return verdict.is === 'admitted' ? (verdict.allowance?.tokens ?? Infinity) : 0
    }),
  )
  const sum = (of: (index: number) => boolean) =>
    granted.filter((_, index) => of(index)).reduce((all, tokens) => all + tokens, 0)
  const onServer = sum((index) => index % 4 !== 0)
  expect(onServer).toBeLessThanOrEqual(23_450)
  for (let person = 0; person < 8; person += 1)
    expect(sum((index) => index % 8 === person)).toBeLessThanOrEqual(7300)
  expect(sum(() => true)).toBe(31_450)
  await Promise.all(
    questions.map(({ turn }, index) => pods[(index + 1) % 2]!.end(turn, { tokens: granted[index]! })),
  )
  const [, guild, bot] = await pods[0]!.readBudgets(db, { author: ada, guild: home }, noon)
  expect([guild?.used.tokens, bot?.used.tokens]).toEqual([onServer, 31_450])
})

test('in whatever order questions are asked, settled and repeated, no budget is overspent', async () => {
  const step = fc.record({
    author: fc.constantFrom(ada, grace),
    guild: fc.constantFrom(home, null),
    does: fc.constantFrom('ask', 'ask', 'repeat', 'settle'),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    pick: fc.nat(),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      await db.query('truncate rate_limits, admissions, budgets')
      const most = { user: 2300, guild: 3100, bot: 4700 }
      const { ask, end, readBudgets } = limits({
        user_tokens_per_day: most.user,
        guild_tokens_per_day: most.guild,
        bot_tokens_per_day: most.bot,
      })
      const asked: { turn: string; tokens: number; author: string; guild: string | null }[] = []
      for (const { does, author, guild, share, pick } of steps) {
        const known = asked[pick % asked.length]
        if (does === 'settle' && known) {
          await end(known.turn, { tokens: Math.floor(share * known.tokens) })
        } else {
          const question = does === 'repeat' && known ? questionOf(known) : questionOf({ author, guild })
          const verdict = await ask(question)
          const tokens = verdict.is === 'admitted' ? (verdict.allowance?.tokens ?? Infinity) : 0
          if (does === 'repeat' && known) expect(tokens).toBe(known.tokens)
          else asked.push({ turn: question.turn, tokens, author, guild })
        }
      }
      for (const { turn, tokens } of asked) await end(turn, { tokens })
      for (const author of [ada, grace])
        for (const { whose, used } of await readBudgets(db, { author, guild: home }, noon))
          expect(used.tokens).toBeLessThanOrEqual(most[whose])
    }),
    { numRuns: 15 },
  )
})

describe('limits that are forgotten', () => {
  test('of a person leave those of others as they are', async () => {
    const { ask, end, readBudgets } = limitsOver(db, {
      ...small,
      rate_limiting: { user_cooldown: 3, global_requests_per_minute: 0 },
      budgets: { user_tokens_per_day: 900 },
    })
    const question = questionOf()
    await ask(question)
    await ask()
    await ask({ author: grace })
    await end(question.turn, { tokens: 900 })
    expect(await resetPerson(db, ada, '100000000000000002')).toBe(0)
    // Of one server only what belongs to it: that the cooldown was told there.
    expect(await resetPerson(db, ada, home)).toBe(1)
    expect(await ask()).toMatchObject({ is: 'refused', refusal: { code: 'cooling_down' } })
    expect(await resetPerson(db, ada, null)).toBe(3)
    expect(await ask()).toMatchObject({ is: 'admitted' })
    expect(await ask({ author: grace })).toMatchObject({ is: 'refused' })
    expect(await readBudgets(db, question, noon)).toMatchObject([
      { whose: 'user', used: { tokens: 0 } },
      { whose: 'guild', used: { tokens: 900 } },
      { whose: 'bot', used: { tokens: 900 } },
    ])
  })
})

test('budgets of more than three days ago go, no more at once than asked', async () => {
  await db.query(
    `insert into budgets (key, day) select 'bot', current_date - days from generate_series(0, 5) as days`,
  )
  expect(await budgetsRetention.deleteExpired(db, 1)).toBe(1)
  expect(await budgetsRetention.deleteExpired(db, 10)).toBe(1)
  expect(await budgetsRetention.deleteExpired(db, 10)).toBe(0)
})
