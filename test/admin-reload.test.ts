import { afterAll, beforeAll, expect, test } from 'vitest'
import { createFastClock } from './fast-clock.ts'
import { startParley, type Parley } from './parley.ts'

// Two processes of one bot share its database. Each has a Discord of its own here, so that one alone is asked.
let one: Parley
let other: Parley
beforeAll(async () => {
  one = await startParley()
  other = await startParley({ database: one.database })
  for (const parley of [one, other]) {
    await parley.logged(/^The commands were registered/)
    await parley.logged(/^It is known who runs the bot/)
  }
  await one.until('both are known to be alive', async () => {
    const { rowCount } = await one.database.database.query('select from instances')
    return rowCount === 2
  })
})
afterAll(async () => {
  await other[Symbol.asyncDispose]()
  await one[Symbol.asyncDispose]()
})

const reload = async (parley: Parley) => {
  const deferred = await parley.use('chatadmin reload')
  return parley.until(
    'all have reloaded',
    () => parley.answers().find(({ id, content }) => id === deferred!.id && content !== '')?.content,
    10_000,
  )
}
const providersOf = async (parley: Parley) => (await parley.use('providers'))!.content

test('every process says what changed, from what to what', async () => {
  const settings = {
    general: { max_history: 4 },
    logging: { level: 'debug' },
    discord: { message_content: true },
    providers: { groq: { enabled: false } },
  }
  await one.configure(settings)
  await other.configure(settings)
  const from = one.lines.length
  const said = await reload(one)
  expect(said).toMatch(/^\*\*.+ \(.{4}\), .+ \(.{4}\)\*\*: the new settings hold:/)
  expect(said).toContain('- `general.max_history`: `20` → `4`')
  expect(said).toContain('- `logging.level`: `"info"` → `"debug"`')
  expect(said).toContain('- `providers.groq.enabled`: `true` → `false`')
  expect(said).toContain('- `discord.message_content`: `false` → `true` (takes effect at the next start)')
  for (const parley of [one, other]) expect(await providersOf(parley)).toContain('**groq**: off')
  await one.ask('say exactly: Debugged.')
  expect(one.lines.slice(from).some(({ level }) => level === 'debug')).toBe(true)
  expect((await one.use('chatadmin status'))?.content).toContain('Settings: generation 2')
  expect(await reload(other)).toMatch(/nothing has changed\.$/)
})

test('where the settings are wrong, those before them stay, and the mistakes are told', async () => {
  await other.configure({ general: { max_histroy: 3 }, providers: { groq: { enabled: true } } })
  const said = await reload(one)
  expect(said).toMatch(/: nothing has changed\./)
  expect(said).toMatch(
    /: the settings are wrong, so those before them stay:\n- config\/parley\.yaml:1: general\.max\\_histroy is an unknown key; .* Did you mean general\.max\\_history\?/,
  )
  expect(await providersOf(other)).toContain('**groq**: off')
})

test('a process that says nothing is named', async () => {
  const { database } = one.database
  await using fast = await startParley({ database: one.database, clock: createFastClock(10) })
  await fast.logged(/^The commands were registered/)
  await fast.logged(/^It is known who runs the bot/)
  await database.query(`insert into instances (id, name) values (gen_random_uuid(), 'parley-7')`)
  expect(await reload(fast)).toMatch(/parley-7\*\*: no word in 5 seconds\./)
})

test('a process that stops takes itself off the list', async () => {
  await other.stop()
  await one.database.database.query(`delete from instances where name = 'parley-7'`)
  expect((await one.use('chatadmin status'))?.content).toContain('Processes: 1 (')
})
