import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Queryable } from '../src/database/contract.ts'
import { createFastClock } from './fast-clock.ts'
import { startParley, type Parley, type ParleyOptions } from './parley.ts'
import type { Shown } from './people.ts'
import { startScriptedServer } from './scripted-server.ts'

const unhurried = { discord: { settings: { rateLimits: false } } }

const start = async ({ settings = {}, ...more }: ParleyOptions = {}) => {
  const parley = await startParley({
    ...unhurried,
    ...more,
    settings: { discord: { message_content: true }, ...settings },
    messageContent: true,
  })
  await parley.logged(/^The commands were registered/)
  return parley
}

const optOut = (parley: Parley, author: string, state = 'on') =>
  parley.use('privacy opt-out', { state }, { author })

/** All that has gone to a provider. */
const prompts = ({ practice }: Parley) => JSON.stringify(practice.requests.all().map(({ body }) => body))

const answered = (parley: Parley, deferred: Shown | null, channel?: string) =>
  parley.until('the command is answered', () =>
    parley.answers(channel).find(({ id, content }) => id === deferred?.id && content !== ''),
  )

/** Everything in the database that isn't there from the start, by table. */
const everything = async (db: Queryable): Promise<Map<string, string>> => {
  const { rows } = await db.query<{ name: string }>(
    `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
  )
  const found = new Map<string, string>()
  for (const { name } of rows) {
    const { rows: lines } = await db.query<{ line: string }>(`select t::text as line from "${name}" t`)
    if (lines.length > 0) found.set(name, lines.map(({ line }) => line).join('\n'))
  }
  return found
}

/** In which tables one of these stands. */
const tablesWith = async ({ database }: Parley, ...words: string[]) =>
  [...(await everything(database.database))].flatMap(([table, lines]) =>
    words.some((word) => lines.includes(word)) ? table : [],
  )

const deleteAll = async (parley: Parley, author = 'Ada') => {
  const asked = await parley.use('privacy delete', {}, { author })
  await parley.press(asked!, 'Delete everything', author)
  return parley.until('it is deleted', () =>
    parley.answers().find(({ id, content }) => id === asked?.id && /^(Everything|There was)/.test(content)),
  )
}

const exportedFile = z.object({
  tables: z.array(z.object({ table: z.string(), rows: z.array(z.unknown()) })),
})

const SECRET = 'the gate code is heron'

describe('whoever opted out', () => {
  test('is told so when asking, once in a channel and for every command, and no provider is asked', async () => {
    await using parley = await start()
    await optOut(parley, 'Linus')
    const linus = { author: 'Linus' }
    expect((await parley.ask(SECRET, linus)).text).toMatch(
      /^You told me to keep your words out of every prompt/,
    )
    expect((await parley.ask(SECRET, linus)).turn.state).toEqual({ is: 'silent', rule: 'opted_out' })
    const deferred = await parley.use('ask', { question: SECRET }, linus)
    expect(deferred).not.toBeNull()
    await parley.until('the command is answered', () =>
      parley
        .answers()
        .find(
          ({ content, ephemeral_to }) =>
            content.startsWith('You told me') && ephemeral_to === parley.idOf('Linus'),
        ),
    )
    expect(parley.practice.requests.all()).toEqual([])
    expect((await parley.database.database.query('select from messages')).rowCount).toBe(0)
    await optOut(parley, 'Linus', 'off')
    expect((await parley.ask('say exactly: Hello.', linus)).text).toBe('Hello.')
  })

  test('stands in nobody’s prompt, neither quoted nor with files, nor by the menu of a message', async () => {
    await using service = await startScriptedServer()
    service.play((response) => response.end('{"flagged": false}'))
    await using parley = await start({ settings: { moderation: { service: service.url } } })
    const notes = { filename: 'gate.txt', content: SECRET, content_type: 'text/plain' }
    const said = await parley.say(`Psst, ${SECRET}.`, { author: 'Linus', attachments: [notes] })
    await optOut(parley, 'Linus')
    const question = await parley.say('@Parley what does that mean?', { replyTo: said.id })
    expect((await parley.answerTo(question)).turn.state).toMatchObject({ is: 'answered' })
    expect(prompts(parley)).toContain('A reply to a message that is not shown to you')
    const refused = await parley.menu('Ask Parley about this', said)
    expect(refused?.content).toMatch(/^Who wrote that has told me not to use it/)
    expect(prompts(parley)).not.toContain('heron')
    expect(service.asked.length).toBeGreaterThan(0)
    expect(JSON.stringify(service.asked.map(({ body }) => body))).not.toContain('heron')
  })

  test.each([
    ['a channel that everybody shares', { conversation_scope: 'channel' }, 'general'],
    ['a thread', {}, 'what-to-plant'],
    [
      'a conversation that is kept in memory',
      { conversation_scope: 'channel', persist_conversations: false },
      'general',
    ],
  ])('stands in nobody’s prompt with what was said before in %s', async (_, general, channel) => {
    await using parley = await start({ settings: { general } })
    await parley.ask(`say exactly: ${SECRET}`, { author: 'Linus', channel })
    await parley.ask('say exactly: Roses.', { author: 'Grace', channel })
    expect(prompts(parley)).toContain('heron')
    await optOut(parley, 'Linus')
    parley.practice.requests.clear()
    await parley.ask('what was said here?', { channel })
    expect(prompts(parley)).not.toContain('heron')
    expect(prompts(parley)).toContain('Roses')
    await optOut(parley, 'Linus', 'off')
    await parley.ask('and now?', { channel })
    expect(prompts(parley)).toContain('heron')
  })
})

/** Leaves something of Ada's wherever something can be left. */
const leaveTraces = async (parley: Parley) => {
  await parley.ask(`say exactly: ${SECRET}`)
  for (const channel of ['lobby', 'what-to-plant', parley.direct('Ada')])
    await parley.ask(SECRET, { channel })
  await answered(parley, await parley.use('ask', { question: `say exactly: ${SECRET}`, private: true }))
  await parley.use('setprovider', { provider: 'openai' })
  await parley.use('persona', { name: 'assistant' })
  await parley.use('chatadmin channel', { answers: 'inherit' })
  const said = await parley.say(`Listen, ${SECRET}!`)
  await parley.answerTo(await parley.say('@Parley is that so?', { author: 'Grace', replyTo: said.id }))
  await parley.ask('what was said here?', { author: 'Grace', channel: 'what-to-plant' })
  const { messages } = await parley.ask('say exactly: Report me.', { author: 'Grace' })
  await parley.menu('Report this answer', messages[0]!)
  await parley.submit(parley.form(), { reason: `It knows that ${SECRET}.` })
}

describe('what is kept of a person', () => {
  test('is exported whole, and without anything of others', async () => {
    await using parley = await start({ newcomers: true })
    await leaveTraces(parley)
    const shown = await parley.use('privacy export')
    const { attachments } = await parley.until('the file is there', () =>
      parley.answers().find(({ id, attachments }) => id === shown?.id && attachments.length > 0),
    )
    const file = Buffer.from(parley.discord.world.files.get(attachments[0]!.id)!.bytes).toString()
    const { tables } = exportedFile.parse(JSON.parse(file))
    const exported = new Set(tables.flatMap(({ table, rows }) => (rows.length > 0 ? table : [])))
    const held = await tablesWith(parley, parley.idOf('Ada'))
    expect([...exported]).toEqual(expect.arrayContaining(held))
    expect(file.split(SECRET).length - 1).toBeGreaterThanOrEqual(8)
    expect(file).not.toContain('is that so?')
    for (const other of ['Grace', 'Linus']) expect(file).not.toContain(parley.idOf(other))
  })

  test('is deleted whole: neither the person nor a word of it stands anywhere any more', async () => {
    await using parley = await start({
      clock: createFastClock(5),
      newcomers: true,
      settings: { rate_limiting: { user_cooldown: 60 } },
    })
    await parley.ask('say exactly: Roses.', { author: 'Linus' })
    await parley.ask('say exactly: Too soon.', { author: 'Linus' })
    await deleteAll(parley, 'Linus')
    expect(await tablesWith(parley, parley.idOf('Linus'), 'Roses')).toEqual([])
    await parley.stop()
    await parley.configure({ discord: { message_content: true } })
    await parley.start()
    await leaveTraces(parley)
    await deleteAll(parley)
    expect(await tablesWith(parley, parley.idOf('Ada'), 'heron')).toEqual([])
    expect(await tablesWith(parley, 'Report me.')).toEqual(['messages'])
    expect((await parley.ask('what did I say first?')).text).not.toContain('heron')
  })

  test('is deleted also while it is being answered, to whomever, and stays so', async () => {
    await using parley = await start({ pace: { first_token_ms: 0, chunk_ms: 60 } })
    const said = await parley.say(`Listen, ${SECRET}!`)
    const questions = [
      await parley.say(`@Parley say exactly: ${SECRET}, ${'and so on '.repeat(30)}`),
      await parley.say(`@Parley say exactly: ${SECRET} ${'for ever '.repeat(30)}`, {
        author: 'Grace',
        replyTo: said.id,
      }),
    ]
    await parley.until('both are being answered', () => parley.answers().length === 2)
    await deleteAll(parley)
    const [own, others] = await Promise.all(questions.map(parley.answerTo))
    expect(own?.turn.state.is).not.toBe('answered')
    expect(others?.turn.state.is).toBe('answered')
    expect(await tablesWith(parley, parley.idOf('Ada'))).toEqual([])
    expect(await tablesWith(parley, 'and so on')).toEqual([])
    const { rows } = await parley.database.database.query('select role from messages')
    expect(rows).toEqual([{ role: 'user' }])
  })

  test('counts against the day’s budget also after it is deleted', async () => {
    await using parley = await start({ settings: { budgets: { user_tokens_per_day: 1500 } } })
    const left = async () => {
      const { content } = (await parley.use('mystats'))!
      return / (\d+)% is left/.exec(content)?.[1]
    }
    await parley.ask('repeat 200 words')
    const before = await left()
    expect(Number(before)).toBeLessThan(80)
    await deleteAll(parley)
    expect(await left()).toBe(before)
    await parley.ask('repeat 3000 words')
    await deleteAll(parley)
    expect((await parley.ask('say exactly: Hello.')).text).toMatch(/today/)
  })
})

test('with a key nothing that is said stands in the database as it was said', async () => {
  const variables = { PARLEY_ENCRYPTION_KEY: randomBytes(32).toString('base64') }
  await using parley = await start({
    clock: createFastClock(5),
    variables,
    pace: { first_token_ms: 0, chunk_ms: 20 },
  })
  const { database } = parley.database
  await database.query('create table versions (version text)')
  await database.query(`create function keep_version() returns trigger language plpgsql as $$
    begin insert into versions values (new::text); return new; end $$`)
  for (const table of ['messages', 'turns'])
    await database.query(
      `create trigger keep_version after insert or update on ${table} for each row execute function keep_version()`,
    )
  await parley.ask('my name is Countess Heron')
  await answered(parley, await parley.use('ask', { question: 'say exactly: The heron is grey.' }))
  expect((await parley.ask('what is my name?')).text).toContain('Countess Heron')
  expect((await everything(database)).get('versions')).toContain('sealed/')
  expect(await tablesWith(parley, 'Heron', 'heron')).toEqual([])
  await parley.stop()
  await parley.start()
  expect((await parley.ask('what is my name?')).text).toContain('Countess Heron')
})

test('a server’s data goes when the bot left it 7 days ago, and stays if it is back by then', async () => {
  await using parley = await start()
  const { database } = parley.database
  await parley.ask('my name is Countess')
  await parley.ask('my name is Mechanic', { channel: 'lobby' })
  await parley.use('chatadmin thread', { answers: 'off' }, { author: 'Grace' })
  const garden = [...parley.discord.world.guilds.values()].find(({ name }) => name === "Parley's Garden")!
  const cleanUp = async () => {
    const said = await parley.use('chatadmin cleanup', {}, { channel: 'lobby' })
    await answered(parley, said, 'lobby')
  }
  const leave = async (ago: string) => {
    await parley.control('DELETE', `/guilds/${garden.id}/bot`)
    await parley.until('it is written down', async () => {
      const { rowCount } = await database.query('update departures set at = at - $1::interval', [ago])
      return rowCount > 0
    })
  }
  await leave('6 days 23 hours')
  await cleanUp()
  await parley.control('PUT', `/guilds/${garden.id}/bot`)
  await parley.until(
    'it is back',
    async () => (await database.query('select from departures')).rowCount === 0,
  )
  expect((await parley.ask('what is my name?')).text).toContain('Countess')

  await leave('7 days')
  await cleanUp()
  expect(await tablesWith(parley, garden.id, 'Countess')).toEqual([])
  expect((await parley.ask('what is my name?', { channel: 'lobby' })).text).toContain('Mechanic')
})
