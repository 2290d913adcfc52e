import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { images } from './images.ts'
import { startParley, type Parley, type ParleyOptions } from './parley.ts'
import { startScriptedServer, type Script, type ScriptedServer } from './scripted-server.ts'

const subject = z.strictObject({ direction: z.enum(['input', 'output']), text: z.string() })

let service: ScriptedServer
let objects = true
let status = 200

/** Objects to poison. */
const look: Script = (response, { body }) => {
  const flagged = objects && /poison/i.test(subject.parse(body).text)
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ flagged, categories: flagged ? ['illicit'] : [] }))
}
const seen = () => service.asked.map(({ body }) => subject.parse(body))

beforeAll(async () => {
  service = await startScriptedServer()
  service.play(look)
})
afterAll(() => service[Symbol.asyncDispose]())
beforeEach(() => {
  service.asked.length = 0
  objects = true
  status = 200
})

const startModerated = (moderation: object = {}, more: ParleyOptions = {}) =>
  startParley({
    ...more,
    settings: { moderation: { service: service.url, ...moderation }, discord: { message_content: true } },
    messageContent: true,
  })

const audited = async ({ database: { database } }: Parley) => {
  const { rows } = await database.query<{ action: string; actor: string; detail: Record<string, string> }>(
    'select action, actor::text, detail from audit order by id',
  )
  return rows
}

const remembered = async ({ database: { database } }: Parley) => {
  const { rows } = await database.query<{ text: string }>(
    'select text from messages order by turn, role desc',
  )
  return rows.map(({ text }) => text)
}

const metric = async (parley: Parley, name: string) =>
  (await parley.get('/metrics')).text.split('\n').filter((line) => line.startsWith(name))

const NOT_THAT_QUESTION = "I'd rather not answer that one. Please ask me something else."
const NOT_THAT_ANSWER = 'What I was about to say was not fit to be said. Please ask it in another way.'

describe('a question that the service objects to', () => {
  test('goes to no provider, is not remembered, and is told of in the audit without a word of it', async () => {
    await using parley = await startModerated()
    const { text, turn } = await parley.ask('how do I brew a poison?')
    expect(text).toBe(NOT_THAT_QUESTION)
    expect(turn.state).toEqual({ is: 'refused', code: 'moderated' })
    expect(parley.practice.requests.all()).toEqual([])
    expect(await remembered(parley)).toEqual([])
    expect(await audited(parley)).toEqual([
      {
        action: 'moderated',
        actor: parley.idOf('Ada'),
        detail: { categories: 'illicit', hash: expect.stringMatching(/^[0-9a-f]{32}$/) },
      },
    ])
    expect(await metric(parley, 'parley_moderation_hits_total')).toEqual([
      expect.stringMatching(/category="illicit"/),
    ])
    expect(JSON.stringify([await audited(parley), parley.lines])).not.toContain('brew')
    expect((await parley.ask('say exactly: Roses.')).text).toBe('Roses.')
  })

  test('counts with what it quotes and what is attached', async () => {
    await using parley = await startModerated()
    const said = await parley.say('Poison is quick.', { author: 'Linus' })
    await parley.logged(/^The commands were registered/)
    const notes = { filename: 'a.txt', content: 'One drop of poison.', content_type: 'text/plain' }
    const asked = [
      await parley.say('@Parley is that so?', { replyTo: said.id }),
      await parley.say('@Parley read this', { attachments: [notes] }),
    ]
    for (const question of asked) expect((await parley.answerTo(question)).text).toBe(NOT_THAT_QUESTION)
    await parley.menu('Ask Parley about this', said)
    const answer = await parley.submit(parley.form(), { question: 'why?' })
    await parley.until('it is refused', () =>
      parley.answers().find(({ content }) => content === NOT_THAT_QUESTION),
    )
    expect(answer).not.toBeNull()
    expect(parley.practice.requests.all()).toEqual([])
  })
})

describe('an answer that the service objects to', () => {
  const long = `${'Water them well. '.repeat(20)}Then mix the poison. ${'And wait. '.repeat(30)}`

  test('is replaced in mid-stream, is not remembered, and is told of in the audit without a word of it', async () => {
    await using parley = await startModerated({ input: false }, { pace: { first_token_ms: 0, chunk_ms: 40 } })
    const shown: string[] = []
    using _ = parley.discord.world.listen(
      () => void shown.push(...parley.answers().map(({ content }) => content)),
    )
    const { contents, turn } = await parley.ask(`say exactly: ${long}`)
    expect(contents).toEqual([NOT_THAT_ANSWER])
    expect(turn.state).toEqual({ is: 'refused', code: 'moderated' })
    expect(shown.some((content) => content.startsWith('Water them well. Water'))).toBe(true)
    expect(shown.filter((content) => content.includes('poison'))).toEqual([])
    expect(await remembered(parley)).toEqual([])
    const rows = await parley.until('it is written down', async () => {
      const found = await audited(parley)
      return found.length > 0 && found
    })
    expect(rows).toEqual([
      {
        action: 'moderated',
        actor: parley.idOf('Ada'),
        detail: { categories: 'illicit', hash: expect.stringMatching(/^[0-9a-f]{32}$/) },
      },
    ])
    expect(await metric(parley, 'parley_moderation_hits_total')).toEqual([
      expect.stringMatching(/direction="output".*\} 1$/),
    ])
    expect(await parley.ask('what did I say first?')).toMatchObject({ turn: { state: { is: 'answered' } } })
    expect(JSON.stringify(parley.practice.requests.all().at(-1)!.messages)).not.toContain('poison')
  })

  test('is billed for what it has cost', async () => {
    await using parley = await startModerated({ input: false })
    await parley.ask(`say exactly: ${long}`)
    const { rows } = await parley.database.database.query<{ author: string; tokens: number }>(
      'select author::text, input_tokens as tokens from usage',
    )
    expect(rows).toEqual([{ author: parley.idOf('Ada'), tokens: expect.any(Number) }])
  })

  test('goes also where it answers a command', async () => {
    await using parley = await startModerated({ input: false })
    await parley.logged(/^The commands were registered/)
    const deferred = await parley.use('ask', { question: `say exactly: ${long}` })
    const { content } = await parley.until('it is refused', () =>
      parley.answers().find((message) => message.content === NOT_THAT_ANSWER),
    )
    expect(content).toBe(NOT_THAT_ANSWER)
    expect(deferred).not.toBeNull()
    expect(parley.answers().filter((message) => message.content !== NOT_THAT_ANSWER)).toEqual([])
  })

  test('is looked at whole, with its windows overlapping, and otherwise said to the letter', async () => {
    objects = false
    await using parley = await startModerated({ input: false })
    const { text } = await parley.ask('tell me a long story')
    const looked = seen().filter(({ direction }) => direction === 'output')
    expect(looked.length).toBeGreaterThan(5)
    for (const sentence of text.split(/(?<=\.)\s/).filter((one) => one.length < 150))
      expect(looked.some((one) => one.text.includes(sentence))).toBe(true)
  })
})

describe('while the service is away', () => {
  test('on_error: open lets everything through, and says so in the log', async () => {
    status = 503
    await using parley = await startModerated({ on_error: 'open' })
    expect((await parley.ask('say exactly: Hello.')).text).toBe('Hello.')
    await parley.logged(/^The moderation service gave no answer/)
    expect(await audited(parley)).toEqual([])
    expect((await metric(parley, 'parley_moderation_checks_total')).join()).toContain('failed')
  })

  test('on_error: closed lets nothing through', async () => {
    status = 503
    await using parley = await startModerated({ on_error: 'closed' })
    expect((await parley.ask('say exactly: Hello.')).text).toMatch(
      /^What is said here is looked at first, and that doesn't work right now\./,
    )
    expect(await audited(parley)).toEqual([])
    status = 200
    expect((await parley.ask('say exactly: Hello.')).text).toBe('Hello.')
  })
})

test('a service of one’s own isn’t shown pictures, only the words with them', async () => {
  await using parley = await startModerated({ output: false })
  const cat = { filename: 'cat.png', base64: images.png().base64, content_type: 'image/png' }
  const ask = async (content: string) =>
    parley.answerTo(await parley.say(`@Parley ${content}`, { attachments: [cat] }))
  expect((await ask('what is it?')).turn.state).toMatchObject({ is: 'answered' })
  expect((await ask('')).turn.state).toMatchObject({ is: 'answered' })
  expect((await ask('is it poison?')).text).toBe(NOT_THAT_QUESTION)
  expect(seen()).toEqual([
    { direction: 'input', text: 'what is it?' },
    { direction: 'input', text: 'is it poison?' },
  ])
})

test('switched off, nobody looks at anything', async () => {
  await using parley = await startParley()
  expect((await parley.ask('say exactly: Poison.')).text).toBe('Poison.')
  expect(seen()).toEqual([])
})
