import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { Queryable } from '../src/database/contract.ts'
import { createFastClock } from './fast-clock.ts'
import { startParley, type Parley } from './parley.ts'

/** What the model was shown last: what came before, and the question. */
const lastPrompt = ({ practice }: Parley) =>
  practice.requests
    .all()
    .at(-1)!
    .messages.map(({ text }) => text)

const inEachPlace = [
  { author: 'Ada', channel: 'general' },
  { author: 'Ada', channel: 'code-and-coffee' },
  { author: 'Ada', channel: 'lobby' },
  { author: 'Ada', channel: 'direct' },
  { author: 'Ada', channel: 'what-to-plant' },
  { author: 'Grace', channel: 'general' },
]

describe('who shares a conversation', () => {
  test('user: each person, in each server apart', async () => {
    expect(await remembering('user')).toEqual(['Ada in general', 'Ada in code-and-coffee'])
  })

  test('user_everywhere: each person, wherever they write, but for threads', async () => {
    expect(await remembering('user_everywhere')).toEqual([
      'Ada in general',
      'Ada in code-and-coffee',
      'Ada in lobby',
      'Ada in direct',
    ])
  })

  test('channel: all who write in it', async () => {
    expect(await remembering('channel')).toEqual(['Ada in general', 'Grace in general'])
  })

  test('a thread is a conversation of all who write in it, with their names', async () => {
    await using parley = await startParley()
    await parley.ask('say exactly: plant beans', { channel: 'what-to-plant' })
    await parley.ask('say exactly: plant peas', { channel: 'what-to-plant', author: 'Grace' })
    expect(lastPrompt(parley)).toEqual([
      'Ada: say exactly: plant beans',
      'plant beans',
      'Grace: say exactly: plant peas',
    ])
  })
})

describe('how much is remembered', () => {
  test('so many messages as the operator says, and the oldest go first', async () => {
    await using parley = await startParley({ settings: { general: { max_history: 2 } } })
    for (const number of ['one', 'two', 'three']) await parley.ask(`say exactly: ${number}`)
    expect(lastPrompt(parley)).toEqual(['say exactly: two', 'two', 'say exactly: three'])
  })

  test('nothing where the operator says so', async () => {
    await using parley = await startParley({ settings: { general: { max_history: 0 } } })
    await parley.ask('say exactly: one')
    await parley.ask('say exactly: two')
    expect(lastPrompt(parley)).toEqual(['say exactly: two'])
  })

  test('not more tokens than a prompt may have', async () => {
    await using parley = await startParley({ settings: { general: { max_prompt_tokens: 500 } } })
    await parley.ask('repeat 300 words')
    await parley.ask('say exactly: two')
    expect(lastPrompt(parley)).toEqual(['say exactly: two'])
  })

  test('nothing that is older than conversation_timeout_hours', async () => {
    await using parley = await startParley({ settings: { general: { conversation_timeout_hours: 2 } } })
    await parley.ask('say exactly: one')
    await age(parley, '121 minutes')
    await parley.ask('say exactly: two')
    await age(parley, '119 minutes')
    await parley.ask('say exactly: three')
    expect(lastPrompt(parley)).toEqual(['say exactly: two', 'two', 'say exactly: three'])
  })
})

test('without persist_conversations no word stands in Postgres, and a restart forgets all', async () => {
  await using parley = await startParley({
    clock: createFastClock(20),
    settings: { general: { persist_conversations: false } },
  })
  const db = parley.database.database
  await keepEveryVersion(db, 'turns')
  await parley.ask('say exactly: the gate code is a heron')
  await parley.ask('say exactly: two')
  expect(lastPrompt(parley)).toHaveLength(3)
  const { rows: tables } = await db.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public'`,
  )
  expect(tables.map(({ name }) => name)).toContain('versions')
  for (const { name } of tables) {
    const { rows } = await db.query(`select * from ${name}`)
    expect(JSON.stringify(rows)).not.toContain('heron')
  }
  await parley.stop()
  await parley.start()
  await parley.ask('say exactly: three')
  expect(lastPrompt(parley)).toEqual(['say exactly: three'])
})

describe('what is changed afterwards', () => {
  test('an edited question is remembered as edited', async () => {
    await using parley = await startParley()
    const question = await parley.say('@Parley say exactly: red')
    await parley.answerTo(question)
    await parley.edit(question.id, '@Parley say exactly: green')
    await remembered(parley, 'user', ['say exactly: green'])
    await parley.ask('say exactly: two')
    expect(lastPrompt(parley)).toEqual(['say exactly: green', 'red', 'say exactly: two'])
  })

  test('a deleted question is forgotten, and its answer stays', async () => {
    await using parley = await startParley()
    await parley.ask('say exactly: one')
    const question = await parley.say('@Parley say exactly: red')
    await parley.answerTo(question)
    await parley.remove(question.id)
    await remembered(parley, 'user', ['say exactly: one'])
    await parley.ask('say exactly: two')
    expect(lastPrompt(parley)).toEqual(['say exactly: one', 'one', 'red', 'say exactly: two'])
  })

  test('an answer of which a part is deleted is forgotten', async () => {
    await using parley = await startParley()
    const { messages } = await parley.ask('repeat 500 words')
    await parley.remove(messages[1]!.id)
    await remembered(parley, 'assistant', [])
    await parley.ask('say exactly: two')
    expect(lastPrompt(parley)).toEqual(['repeat 500 words', 'say exactly: two'])
  })

  test('a question that is edited while it waits its turn is answered as edited', async () => {
    await using parley = await startParley({ clock: createFastClock(10), pace: { chunk_ms: 300 } })
    const first = await parley.say('@Parley repeat 30 words')
    const second = await parley.say('@Parley say exactly: red')
    await parley.edit(second.id, '@Parley say exactly: green')
    await parley.answerTo(first)
    expect(await parley.answerTo(second)).toMatchObject({ contents: ['green'] })
  })
})

describe('questions at the same time', () => {
  test('one conversation’s are answered in their order', async () => {
    await using parley = await startParley({ clock: createFastClock(10), pace: { chunk_ms: 300 } })
    const first = await parley.say('@Parley repeat 30 words')
    const second = await parley.say('@Parley what was the first thing I said?')
    await parley.until('the first is being answered', () => parley.answers().length > 0)
    expect(parley.practice.requests.all()).toHaveLength(1)
    await parley.answerTo(first)
    expect(await parley.answerTo(second)).toMatchObject({ text: expect.stringContaining('repeat 30 words') })
  })

  test('different people’s are answered side by side', async () => {
    await using parley = await startParley({ clock: createFastClock(10), providers: ['groq'] })
    parley.practice.faults.add({ fault: 'slow_first_token', delay_ms: 20_000 })
    const slow = await parley.say('@Parley say exactly: slow')
    await parley.until('the slow one is asked', () => parley.practice.requests.all().length === 1)
    expect(await parley.ask('say exactly: quick', { author: 'Grace' })).toMatchObject({ contents: ['quick'] })
    expect(parley.practice.requests.counts().groq.open).toBe(1)
    expect(await parley.answerTo(slow)).toMatchObject({ contents: ['slow'] })
  })
})

/** So that what stands in a row for a moment only is seen, too. */
const keepEveryVersion = async (db: Queryable, table: string) => {
  await db.query('create table versions (version text)')
  await db.query(`create function keep_version() returns trigger language plpgsql as $$
    begin insert into versions values (new::text); return new; end $$`)
  await db.query(
    `create trigger keep_version after insert or update on ${table} for each row execute function keep_version()`,
  )
}

const age = ({ database }: Parley, by: string) =>
  database.database.query('update messages set at = at - $1::interval', [by])

/** Where what Ada said in #general is remembered. */
const remembering = async (conversation_scope: string) => {
  await using parley = await startParley({ settings: { general: { conversation_scope } } })
  await parley.ask('say exactly: the gate code is a heron')
  const places = []
  for (const { author, channel } of inEachPlace) {
    const where = { author, channel: channel === 'direct' ? parley.direct(author) : channel }
    await parley.answerTo(await parley.say(`@Parley say exactly: hello`, where))
    const prompt = lastPrompt(parley)
    if (prompt.some((text) => text.includes('heron'))) places.push(`${author} in ${channel}`)
  }
  return places
}

/** Whoever writes again within milliseconds of a change may still be answered with what was there before it. */
const remembered = (parley: Parley, role: 'user' | 'assistant', texts: readonly string[]) =>
  parley.until(`${role}: ${texts.join()} is remembered`, async () => {
    const { rows } = await parley.database.database.query(
      'select text from messages where role = $1 order by at',
      [role],
    )
    return isDeepStrictEqual(
      rows.map(({ text }) => text),
      texts,
    )
  })
