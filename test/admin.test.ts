import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readAudit } from '../src/preferences/audit.ts'
import { readGuild } from '../src/preferences/rules.ts'
import { createFastClock } from './fast-clock.ts'
import { startParley, type Parley } from './parley.ts'
import type { Shown, Where } from './people.ts'

let parley: Parley
beforeAll(async () => {
  parley = await startParley()
  await parley.logged(/^The commands were registered/)
  await parley.logged(/^It is known who runs the bot/)
})
afterAll(() => parley[Symbol.asyncDispose]())
beforeEach(() => parley.database.database.query('delete from audit'))

const guildOf = (channel: string) =>
  [...parley.discord.world.guilds.values()].find(({ channels }) =>
    [...channels.values()].some(({ name }) => name === channel),
  )!
const channelId = (name: string) =>
  [...guildOf(name).channels.values()].find((channel) => channel.name === name)!.id

const admin = async (name: string, options: object = {}, where: Pick<Where, 'author' | 'channel'> = {}) => {
  const said = await parley.use(`chatadmin ${name}`, options, { author: 'Grace', ...where })
  return said ? wordsOf(parley, said, where.channel) : ''
}
/** What a command says in the end, be it deferred at first. */
const wordsOf = (at: Parley, said: Shown | null, channel = 'general') =>
  at.until(
    'the answer is there',
    () => at.answers(channel).find(({ id, content }) => id === said?.id && content !== '')?.content,
  )
const audit = async () => readAudit(parley.database.database, { guild: null, limit: 50 })
const rules = (channel = 'general') => readGuild(parley.database.database, guildOf(channel).id)

describe('what managers set', () => {
  test('holds, is shown to them and to nobody on another server, and is taken back', async () => {
    const place = channelId('seedlings')
    expect(await admin('channel', { answers: 'off', channel: place })).toBe(
      `I no longer answer in <#${place}>.`,
    )
    expect(await admin('thread', { answers: 'on' })).toMatch(/^From now on I answer in threads/)
    const role = guildOf('general').id
    expect(await admin('role', { role, rule: 'block' })).toBe(`I no longer answer members of <@&${role}>.`)
    expect(await admin('persona set', { name: 'jim', channel: place })).toContain('**jim**')
    const shown = await admin('show')
    expect(shown).toContain(`<#${place}>: I don't answer; I am **jim**`)
    expect(shown).toContain('This server: answers stand in threads')
    expect(shown).toContain(`I don't answer members of <@&${role}>`)
    expect(await admin('show', {}, { author: 'Ada', channel: 'lobby' })).toMatch(/^Nothing is set here/)

    await admin('channel', { answers: 'inherit', channel: place })
    await admin('thread', { answers: 'inherit' })
    await admin('role', { role, rule: 'clear' })
    await admin('persona clear', { channel: place })
    expect(await admin('show')).toMatch(/^Nothing is set here/)
  })

  test('decides whether a question is answered', async () => {
    await admin('channel', { answers: 'off' })
    const asked = await parley.say('@Parley say exactly: Unheard.')
    expect((await parley.answerTo(asked)).text).not.toContain('Unheard')
    expect(await admin('channel', { answers: 'off', everywhere: true })).toBe(
      'I no longer answer on this server.',
    )
    await admin('channel', { answers: 'on' })
    expect((await parley.ask('say exactly: Heard.')).text).toContain('Heard.')
    await admin('channel', { answers: 'inherit' })
    const elsewhere = await parley.say('@Parley say exactly: Unheard.')
    expect((await parley.answerTo(elsewhere)).text).not.toContain('Unheard')
    await admin('channel', { answers: 'inherit', everywhere: true })
    expect((await parley.ask('say exactly: Heard again.')).text).toContain('Heard again.')
  })

  test('of personas is chosen in a menu', async () => {
    const asked = await parley.use('chatadmin persona allow', {}, { author: 'Grace' })
    const chosen = await parley.choose(asked!, 'Personas', ['assistant', 'jim'], 'Grace')
    expect(chosen?.content).toBe('People may choose here: assistant, jim.')
    expect((await rules()).whole.personas).toEqual(['assistant', 'jim'])
    const again = await parley.use('chatadmin persona allow', {}, { author: 'Grace' })
    expect(JSON.stringify(again?.components)).toContain('"default":true')
    await parley.choose(again!, 'Personas', [], 'Grace')
    expect((await rules()).whole.personas).toBeNull()
    expect(await parley.complete('chatadmin persona set', 'name', 'ji', 'Grace')).toEqual([
      { name: 'jim', value: 'jim' },
    ])
    expect(await parley.complete('chatadmin persona set', 'name', 'ji', 'Linus')).toEqual([])
  })

  test('of instructions stands in a form, is shown in it, and is taken back', async () => {
    const words = 'Speak of **roses** whenever you can.'
    await admin('prompt')
    const set = await parley.submit(parley.form('Grace'), { prompt: ` ${words} ` }, 'Grace')
    expect(set?.content).toContain(`(${words.length} characters)`)
    expect((await rules()).whole.prompt).toBe(words)
    await admin('prompt')
    expect(JSON.stringify(parley.form('Grace').components)).toContain(words)
    expect(JSON.stringify([await audit(), parley.lines])).not.toContain('roses')
    const tooLong = parley.submit(parley.form('Grace'), { prompt: 'a'.repeat(2001) }, 'Grace')
    await expect(tooLong).rejects.toThrow(/2000/)
    expect(await admin('prompt', { clear: true })).toMatch(/no instructions/)
    expect((await rules()).whole.prompt).toBeNull()
  })
})

test('each deed is a row that says who did what where, and a line in the log', async () => {
  const from = parley.lines.length
  await admin('channel', { answers: 'on' })
  await admin('resetuser', { id: parley.idOf('Linus') })
  await admin('cleanup', {}, { author: 'Ada' })
  await admin('cleanup', {}, { author: 'Linus' })
  await admin('channel', { answers: 'inherit' })
  const guild = guildOf('general').id
  const grace = { actor: parley.idOf('Grace'), guild }
  expect(await audit()).toMatchObject([
    { ...grace, action: 'channel', detail: { place: channelId('general'), answers: null } },
    { actor: parley.idOf('Ada'), guild: null, action: 'cleanup' },
    { ...grace, action: 'resetuser', target: parley.idOf('Linus') },
    { ...grace, action: 'channel', detail: { answers: true } },
  ])
  const lines = parley.lines.slice(from).filter(({ msg }) => msg === 'An administrator did something.')
  expect(lines).toMatchObject([
    { ...grace, action: 'channel' },
    { ...grace, action: 'resetuser' },
    { action: 'cleanup' },
    { ...grace, action: 'channel' },
  ])
  const tried = parley.lines
    .slice(from)
    .filter(({ msg }) => msg === 'Somebody tried what only operators may.')
  expect(tried).toMatchObject([{ actor: parley.idOf('Linus'), guild }])
})

describe('what is open already is no way around', () => {
  test('for somebody who may not any more', async () => {
    const asked = await parley.use('chatadmin persona allow', {}, { author: 'Grace' })
    await admin('prompt')
    const form = parley.form('Grace')
    const { id } = guildOf('general')
    const role = [...guildOf('general').roles.values()].find(({ name }) => name === 'Gardeners')!.id
    await parley.control('DELETE', `/guilds/${id}/members/Grace/roles/${role}`)
    const refused = /^Only who manages this server/
    await parley.choose(asked!, 'Personas', ['jim'], 'Grace')
    expect(parley.answers().at(-1)?.content).toMatch(refused)
    expect((await parley.submit(form, { prompt: 'Obey Grace.' }, 'Grace'))?.content).toMatch(refused)
    expect((await rules()).whole).toMatchObject({ prompt: null, personas: null })
    await parley.control('PUT', `/guilds/${id}/members/Grace/roles/${role}`)
  })

  test('for an operator who has handed the bot on', async () => {
    await using other = await startParley({ clock: createFastClock(20) })
    await other.logged(/^It is known who runs the bot/)
    await other.logged(/^The commands were registered/)
    await other.use('chatadmin resetall')
    const form = other.form('Ada')
    await other.control('PATCH', '/application', { owner: 'Linus' })
    await other.stop()
    const from = other.lines.length
    await other.start()
    await other.logged(/^It is known who runs the bot/, from)
    const said = await other.submit(form, { name: 'Parley' })
    expect(said?.content).toMatch(/^Only who runs me/)
  })
})

const remembers = async (author: string, channel: string) =>
  (await parley.ask('what is my name?', { author, channel })).text.includes('Fleeting')

describe('/chatadmin resetuser', () => {
  test('by a manager reaches this server and no other', async () => {
    for (const channel of ['general', 'lobby', parley.direct('Linus')])
      await parley.ask('my name is Fleeting', { author: 'Linus', channel })
    const said = await admin('resetuser', { person: parley.idOf('Linus') })
    expect(said).toMatch(/^I have forgotten \d+ messages of <@\d+> on this server\.$/)
    expect(await remembers('Linus', 'general')).toBe(false)
    expect(await remembers('Linus', 'lobby')).toBe(true)
    expect(await remembers('Linus', parley.direct('Linus'))).toBe(true)
  })

  test('by an operator reaches everything, and what the person chose', async () => {
    const { database } = parley.database
    await database.query(`insert into choices (person, provider) values ($1, 'groq')`, [parley.idOf('Linus')])
    const said = await admin('resetuser', { id: `<@${parley.idOf('Linus')}>` }, { author: 'Ada' })
    expect(said).toMatch(/Limits begin anew\.$/)
    expect(await remembers('Linus', 'lobby')).toBe(false)
    expect((await database.query('select from choices')).rowCount).toBe(0)
  })

  test('asks whom, when that is not to be understood', async () => {
    for (const options of [{}, { id: 'Linus' }, { id: '12' }])
      expect(await admin('resetuser', options)).toMatch(/^Whom\?/)
  })
})

test('/chatadmin resetall forgets everything, but only once the bot’s name is typed', async () => {
  await parley.ask('my name is Lasting')
  const messages = async () => (await parley.database.database.query('select from messages')).rowCount
  await admin('resetall', {}, { author: 'Ada' })
  const mistyped = await parley.submit(parley.form(), { name: 'parly' })
  expect(mistyped?.content).toBe("That isn't my name, so nothing was forgotten.")
  expect(await messages()).toBeGreaterThan(0)
  expect((await audit()).map(({ action }) => action)).toEqual([])
  await admin('resetall', {}, { author: 'Ada' })
  const typed = await parley.submit(parley.form(), { name: 'Parley' })
  expect(typed?.content).toMatch(/^I have forgotten everything: \d+ messages/)
  expect(await messages()).toBe(0)
})

test('/chatadmin cleanup deletes what is expired, and counts it by table', async () => {
  const { database } = parley.database
  await database.query(`update turns set recorded_at = now() - interval '49 hours'`)
  expect(await admin('cleanup', {}, { author: 'Ada' })).toMatch(
    /^I have deleted \d+ expired rows:\n- turns: \d+$/,
  )
  expect(await admin('cleanup', {}, { author: 'Ada' })).toBe('Nothing was expired.')
})

test('/chatadmin status says how the bot is', async () => {
  const said = await admin('status', {}, { author: 'Ada' })
  expect(said).toMatch(/^\*\*Parley \d+\.\d+\.\d+\*\*, up 0 min\n- Processes: 1 \(/)
  expect(said).toMatch(/Shards here: 1 of 1 ready/)
  expect(said).toMatch(/Settings: generation 1 \([0-9a-f]{8}\), since <t:\d+:R>/)
  expect(said).toMatch(/Reports waiting: 0/)
  expect(said).toMatch(/\*\*groq\*\*: .+: up/)
})

describe('operators', () => {
  test('are those of general.operators, too, whom Discord knows nothing of', async () => {
    const linus = parley.idOf('Linus')
    await using other = await startParley({ settings: { general: { operators: [linus] } } })
    await other.logged(/^The commands were registered/)
    expect(await wordsOf(other, await other.use('chatadmin status', {}, { author: 'Linus' }))).toMatch(
      /^\*\*Parley/,
    )
  })

  test('are the accepted members of a team, and not those who may only look', async () => {
    const members = [
      { person: 'Grace', role: 'developer' },
      { person: 'Linus', role: 'read_only' },
    ]
    await using other = await startParley({ clock: createFastClock(20) })
    await other.control('PATCH', '/application', { team: { name: 'Growers', members } })
    await other.stop()
    const from = other.lines.length
    await other.start()
    await other.logged(/^It is known who runs the bot/, from)
    expect(await wordsOf(other, await other.use('chatadmin status', {}, { author: 'Grace' }))).toMatch(
      /^\*\*Parley/,
    )
    expect(await wordsOf(other, await other.use('chatadmin status', {}, { author: 'Linus' }))).toMatch(
      /^Only who runs me/,
    )
  })

  test('are those of the settings alone while Discord does not say', async () => {
    await using other = await startParley({ clock: createFastClock(20) })
    await other.stop()
    await other.fault({
      kind: 'rest_status',
      path: '/applications/@me',
      status: 403,
      count: 9,
      skip: 0,
      code: 0,
      message: 'no',
    })
    const from = other.lines.length
    await other.start()
    await other.logged(/^Discord does not say who owns the application/, from)
    expect(await wordsOf(other, await other.use('chatadmin status'))).toMatch(/^Only who runs me/)
  })
})
