import { describe, expect, test } from 'vitest'
import { longProgram } from '../src/sandbox/practice/talk/long-program.ts'
import { createFastClock } from './fast-clock.ts'
import { startParley, type Parley } from './parley.ts'
import type { Shown } from './people.ts'

const LIMIT = 2000
const SPEED = 10

const words = (count: number) => Array.from({ length: count }, (_, index) => `word${index + 1}`).join(' ')

describe('an answer that is longer than a message', () => {
  test('goes on in further messages, each a reply to the one before, and nothing is lost', async () => {
    await using parley = await startParley()
    const question = await parley.say('@Parley repeat 900 words')
    const { messages, contents, turn } = await parley.answerTo(question)
    expect(contents.length).toBeGreaterThanOrEqual(4)
    for (const content of contents) expect(content.length).toBeLessThanOrEqual(LIMIT)
    expect(contents.join(' ')).toBe(words(900))
    expect(messages.map(({ message_reference }) => message_reference!.message_id)).toEqual([
      question.id,
      ...messages.slice(0, -1).map(({ id }) => id),
    ])
    expect(turn.parts).toEqual(messages.map(({ id }) => id))
    expect(messages.map(({ nonce }) => nonce)).toEqual(messages.map((_, index) => `${question.id}-${index}`))
  })

  test('closes a code block where a message ends, and opens it again with its language', async () => {
    await using parley = await startParley()
    const { contents } = await parley.ask('write a long program')
    expect(contents.length).toBeGreaterThanOrEqual(2)
    for (const content of contents) {
      expect(content.length).toBeLessThanOrEqual(LIMIT)
      expect(content.match(/^```/gm)).toHaveLength(2)
    }
    const code = contents.map((content) => /^```typescript\n([\s\S]*?)\n?```$/m.exec(content)![1])
    expect(withoutBlankLines(code.join('\n'))).toBe(withoutBlankLines(longProgram))
  })
})

describe('an answer that is longer than the operator lets it be', () => {
  test('is a file below its last message, with all that was said', async () => {
    await using parley = await startParley({ settings: { discord: { max_messages: 2 } } })
    const { messages, contents } = await parley.ask('repeat 900 words')
    expect(messages).toHaveLength(2)
    expect(contents[1]).toMatch(/word\d+\n-# All of it is in the file\.$/)
    expect(await fileOf(messages[1]!)).toBe(words(900))
    for (const content of contents) expect(content.length).toBeLessThanOrEqual(LIMIT)
  })

  test('is as private as its messages, and posted with them where nothing is shown before', async () => {
    const discord = { max_messages: 1, streaming: 'whole' }
    await using parley = await startParley({ settings: { discord } })
    await parley.logged(/^The commands were registered/)
    await parley.use('ask', { question: 'repeat 900 words', private: true })
    const answer = await parley.until('it is answered', () => parley.answers().find(({ content }) => content))
    expect(answer.ephemeral_to).not.toBeNull()
    expect(await fileOf(answer)).toBe(words(900))
    const { messages } = await parley.ask('repeat 800 words')
    expect(messages).toMatchObject([{ edit_count: 0 }])
    expect(await fileOf(messages[0]!)).toBe(words(800))
  })

  test('is told without its end where the bot may not attach files', async () => {
    await using parley = await startParley({ settings: { discord: { max_messages: 1 } } })
    await parley.forbid('general', 'attach')
    const { turn, contents } = await parley.ask('repeat 900 words')
    expect(turn.state).toMatchObject({ is: 'answered' })
    expect(contents).toEqual([expect.stringContaining("I'm not allowed to attach files")])
  })
})

/** Messages are trimmed, so that blank lines may go where one ends. */
const withoutBlankLines = (text: string) => text.trim().replaceAll(/\n\s*\n/g, '\n')

describe('while it is written', () => {
  test('an answer grows by edits of one message, not faster than Discord likes, and ends complete', async () => {
    const clock = createFastClock(SPEED)
    const noLimits = { settings: { rateLimits: false } }
    await using parley = await startParley({
      clock,
      discord: noLimits,
      pace: { first_token_ms: 500, chunk_ms: 200 },
    })
    const states = recordContents(parley)
    const { messages } = await parley.ask('repeat 120 words')
    expect(messages).toMatchObject([{ content: words(120) }])
    expect(states.length).toBeGreaterThanOrEqual(4)
    expect(states[0]!.content.length).toBeGreaterThanOrEqual(40)
    for (const { content } of states) expect(words(120).startsWith(content)).toBe(true)
    // One every 1.2 s, and the last one, which doesn't wait.
    expect(states.length).toBeLessThanOrEqual((states.at(-1)!.at - states[0]!.at) / 1200 + 2)
    expect(messages[0]!.edit_count).toBe(states.length - 1)
  })

  test('little that comes slowly is shown after a moment all the same', async () => {
    const clock = createFastClock(SPEED)
    await using parley = await startParley({ clock, pace: { first_token_ms: 100, chunk_ms: 3000 } })
    const states = recordContents(parley)
    await parley.ask('repeat 9 words')
    expect(states[0]!.content.length).toBeLessThan(40)
    expect(states.at(-1)!.content).toBe(words(9))
  })

  test('nothing is shown before it is whole where the operator wants that', async () => {
    await using parley = await startParley({
      clock: createFastClock(SPEED),
      pace: { first_token_ms: 100, chunk_ms: 100 },
      settings: { discord: { streaming: 'whole' } },
    })
    const { messages, contents } = await parley.ask('repeat 400 words')
    expect(contents.join(' ')).toBe(words(400))
    expect(messages.length).toBeGreaterThanOrEqual(2)
    expect(messages.map(({ edit_count }) => edit_count)).toEqual(messages.map(() => 0))
  })
})

const recordContents = ({ discord: { world } }: Parley) => {
  const states: { content: string; at: number }[] = []
  world.listen((happening) => {
    if (happening.is !== 'message created' && happening.is !== 'message edited') return
    const { author, content } = happening.entry.message
    if (author.id === world.bot.id) states.push({ content, at: world.clock.monotonic() })
  })
  return states
}

const fileOf = async ({ attachments }: Shown) => {
  expect(attachments).toMatchObject([{ filename: 'answer.md' }])
  return (await fetch(attachments[0]!.url)).text()
}
