import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { departuresRetention } from '../database/erase-guild.ts'
import { auditRetention, readAudit, recordAudit } from './audit.ts'
import { introductionsRetention, markIntroduced, resetPeople, resetPerson, setChoices } from './choices.ts'
import type { Whereabouts } from './contract.ts'
import { departedGuilds, guildJoined, guildsLeft } from './departures.ts'
import { LONGEST_GUILD_PROMPT, readGuild, resetGuilds, setRole, setRules, type SetRules } from './rules.ts'
import { readStanding } from './standing.ts'

let own: TestDatabase
let db: TestDatabase['database']
beforeAll(async () => {
  own = await createTestDatabase()
  db = own.database
})
afterAll(() => own[Symbol.asyncDispose]())
beforeEach(() => db.query('truncate choices, introductions, place_rules, role_rules, departures, audit'))

const [ada, grace, joan] = ['200000000000000001', '200000000000000002', '200000000000000003']
// In the oldest servers a channel has the server's own id.
const [guild, channel, category, thread] = ['100000000000000001', '100000000000000001', '3', '4']
const here: Whereabouts = { person: ada, guild, places: [thread, channel, category], others: [] }
const standing = (more: Partial<Whereabouts> = {}) => readStanding(db, { ...here, ...more })

const unset = { provider: null, persona: null, optedOut: false, introduced: false }
const nothing = { answers: null, threads: null, persona: null, personas: null, prompt: null }

test('who has chosen nothing, where nothing is set, is answered by the defaults', async () => {
  const expected = {
    person: unset,
    place: {
      answers: true,
      threads: false,
      persona: null,
      personas: null,
      prompt: null,
      roles: { allowed: [], blocked: [] },
    },
    optedOut: new Set(),
  }
  expect(await standing()).toEqual(expected)
  expect(await standing({ guild: null, places: [channel] })).toEqual(expected)
})

test('a standing is read in the same flush as other statements', async () => {
  await setChoices(db, ada, { provider: 'groq' })
  const [one, { rows }] = await db.together((flush) => [
    readStanding(flush, here),
    flush.query('select 1 as n'),
  ])
  expect(one.person.provider).toBe('groq')
  expect(rows).toEqual([{ n: 1 }])
})

describe('a person', () => {
  test('chooses provider, persona and opt-out apart from each other, and takes each back', async () => {
    await setChoices(db, ada, { provider: 'groq' })
    await setChoices(db, ada, { persona: 'jim' })
    await setChoices(db, ada, { optedOut: true })
    await setChoices(db, grace, { persona: 'assistant' })
    expect((await standing()).person).toEqual({ ...unset, provider: 'groq', persona: 'jim', optedOut: true })
    await setChoices(db, ada, { provider: null, optedOut: false })
    expect((await standing()).person).toEqual({ ...unset, persona: 'jim' })
    expect((await standing({ person: grace })).person).toEqual({ ...unset, persona: 'assistant' })
  })

  test('is introduced once, however often that is said', async () => {
    await Promise.all([markIntroduced(db, ada, '1'), markIntroduced(db, ada, '1')])
    expect((await standing()).person.introduced).toBe(true)
    expect((await standing({ person: grace })).person.introduced).toBe(false)
  })

  test('who has opted out is known of those who are asked about, and of nobody else', async () => {
    for (const person of [ada, grace]) await setChoices(db, person, { optedOut: true })
    await setChoices(db, joan, { provider: 'groq' })
    expect((await standing({ others: [grace, joan] })).optedOut).toEqual(new Set([grace]))
  })

  test('is reset without the others, and without coming back into prompts', async () => {
    for (const person of [ada, grace, joan]) {
      await setChoices(db, person, { provider: 'groq', persona: 'jim' })
      await markIntroduced(db, person, '1')
    }
    await setChoices(db, ada, { optedOut: true })
    await resetPerson(db, ada)
    await resetPerson(db, grace)
    expect((await standing()).person).toEqual({ ...unset, optedOut: true })
    expect((await standing({ person: grace })).person).toEqual(unset)
    expect((await standing({ person: joan })).person).toMatchObject({ provider: 'groq', introduced: true })
    await resetPeople(db)
    expect((await standing({ person: joan })).person).toEqual(unset)
    expect((await standing()).person.optedOut).toBe(true)
    expect((await db.query('select person from choices')).rows).toEqual([{ person: ada }])
  })
})

describe('a rule', () => {
  const set: Record<keyof SetRules, [far: unknown, near: unknown]> = {
    answers: [false, true],
    threads: [true, false],
    persona: ['jim', 'assistant'],
    personas: [['jim'], []],
    prompt: ['Be brief.', 'Be wordy.'],
  }
  test.each(Object.entries(set))(
    '%s is that of the nearest place that has one',
    async (rule, [far, near]) => {
      const steps = [null, category, channel, thread]
      for (const [index, place] of steps.entries()) {
        await setRules(db, guild, place, { [rule]: index % 2 === 0 ? far : near })
        expect((await standing()).place).toMatchObject({ [rule]: index % 2 === 0 ? far : near })
      }
      expect((await standing({ places: [category] })).place).toMatchObject({ [rule]: near })
      expect((await standing({ places: [] })).place).toMatchObject({ [rule]: far })
      await setRules(db, guild, thread, { [rule]: null })
      expect((await standing()).place).toMatchObject({ [rule]: far })
    },
  )

  test('leaves the others of its place as they are, and holds on no other server', async () => {
    await setRules(db, guild, channel, { answers: false, prompt: '  Be\0 brief. ' })
    await setRules(db, guild, channel, { persona: 'jim' })
    const rules = { answers: false, prompt: 'Be brief.', persona: 'jim' }
    expect((await standing()).place).toMatchObject(rules)
    expect((await standing({ guild: '7' })).place).toMatchObject({ answers: true, prompt: null })
    expect((await standing({ guild: null })).place).toMatchObject({ answers: true, prompt: null })
  })

  test('a prompt is bounded, and one without words is none', async () => {
    await setRules(db, guild, null, { prompt: 'é'.repeat(LONGEST_GUILD_PROMPT) })
    await expect(
      setRules(db, guild, null, { prompt: 'é'.repeat(LONGEST_GUILD_PROMPT + 1) }),
    ).rejects.toMatchObject({ code: '23514' })
    await setRules(db, guild, null, { prompt: ' \n' })
    expect((await standing()).place.prompt).toBeNull()
  })

  test('roles are allowed, blocked, and neither again', async () => {
    await setRole(db, guild, '51', 'allow')
    await setRole(db, guild, '52', 'allow')
    await setRole(db, guild, '51', 'block')
    await setRole(db, '7', '53', 'block')
    expect((await standing()).place.roles).toEqual({ allowed: ['52'], blocked: ['51'] })
    await setRole(db, guild, '52', null)
    expect((await standing()).place.roles).toEqual({ allowed: [], blocked: ['51'] })
  })

  test('all of a server can be shown, and all of everybody goes at once', async () => {
    await setRules(db, guild, null, { answers: false })
    await setRules(db, guild, channel, { persona: 'jim', personas: ['jim'] })
    await setRules(db, guild, thread, { threads: true })
    await setRules(db, guild, thread, { threads: null })
    await setRules(db, '7', null, { threads: true })
    await setRole(db, guild, '51', 'block')
    expect(await readGuild(db, guild)).toEqual({
      whole: { ...nothing, answers: false },
      places: [{ ...nothing, place: channel, persona: 'jim', personas: ['jim'] }],
      roles: { allowed: [], blocked: ['51'] },
    })
    await resetGuilds(db)
    for (const one of [guild, '7'])
      expect(await readGuild(db, one)).toEqual({
        whole: nothing,
        places: [],
        roles: { allowed: [], blocked: [] },
      })
  })
})

describe('a server that the bot has left', () => {
  test('keeps what it set for 7 days, and no server loses anything by it', async () => {
    for (const one of ['7', '8', '9']) {
      await setRules(db, one, null, { threads: true })
      await setRole(db, one, '51', 'block')
    }
    await guildsLeft(db, ['7'], daysAgo(7.01))
    await guildsLeft(db, ['8'], daysAgo(6.99))
    await guildsLeft(db, ['7'], daysAgo(1))
    expect(await departedGuilds(db, 10)).toEqual(['7'])
    expect(await clean()).toBe(1)
    expect(await clean()).toBe(0)
    expect((await readGuild(db, '7')).whole).toEqual(nothing)
    for (const one of ['8', '9']) expect((await readGuild(db, one)).whole.threads).toBe(true)
  })

  test('keeps it when the bot comes back in time', async () => {
    await setRules(db, '7', null, { threads: true })
    await guildsLeft(db, ['7'], daysAgo(8))
    await guildJoined(db, '7')
    expect(await departedGuilds(db, 10)).toEqual([])
    expect(await clean()).toBe(0)
  })
})

describe('the audit', () => {
  test('tells what was done, the newest first, to a server only what was done there', async () => {
    await recordAudit(db, { actor: ada, action: 'resetall', guild: null })
    await recordAudit(db, { actor: grace, action: 'persona', guild, detail: { persona: 'jim' } })
    await recordAudit(db, {
      actor: grace,
      action: 'resetuser',
      guild: '7',
      target: joan,
      detail: { messages: 3 },
    })
    const at = expect.any(Date)
    const last = { at, actor: grace, action: 'resetuser', guild: '7', target: joan, detail: { messages: 3 } }
    expect(await readAudit(db, { guild: '7', limit: 10 })).toEqual([last])
    expect(await readAudit(db, { guild: null, limit: 2 })).toEqual([
      last,
      { at, actor: grace, action: 'persona', guild, target: null, detail: { persona: 'jim' } },
    ])
  })

  test('is kept for 180 days, and that somebody was introduced for 365', async () => {
    for (const person of [ada, grace]) {
      await recordAudit(db, { actor: person, action: 'reload', guild: null })
      await markIntroduced(db, person, '1')
    }
    await db.query(`update audit set at = now() - interval '181 days' where actor = $1`, [ada])
    await db.query(`update introductions set at = now() - interval '366 days' where person = $1`, [ada])
    expect(await auditRetention.deleteExpired(db, 10)).toBe(1)
    expect(await introductionsRetention.deleteExpired(db, 10)).toBe(1)
    expect(await readAudit(db, { guild: null, limit: 9 })).toMatchObject([{ actor: grace }])
    expect((await standing({ person: grace })).person.introduced).toBe(true)
  })
})

const daysAgo = (days: number) => Date.now() - days * 86_400_000

const clean = () =>
  departuresRetention({ table: 'departures', departed: departedGuilds }).deleteExpired(db, 10)
