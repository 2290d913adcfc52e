import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startParley, type Parley } from './parley.ts'
import type { Shown } from './people.ts'

let parley: Parley
beforeAll(async () => {
  parley = await startParley({ pace: { first_token_ms: 0, chunk_ms: 15 } })
  await parley.logged(/^The commands were registered/)
})
afterAll(() => parley[Symbol.asyncDispose]())

const labelled = (message: Shown | undefined, label: string) =>
  JSON.stringify(message?.components ?? []).includes(`"label":"${label}"`)

const now = ({ id, channel_id }: Shown) => parley.shown(channel_id).find((message) => message.id === id)

/** The answer as soon as it can be stopped. */
const growing = (question: Shown) =>
  parley.until('an answer grows', () =>
    parley
      .answers(question.channel_id)
      .find(
        (message) =>
          message.message_reference?.message_id === question.id &&
          labelled(message, 'Stop') &&
          message.content,
      ),
  )
const providers = () => parley.practice.requests.all().map(({ provider }) => provider)
const answerOf = async (words: string, author = 'Ada') => {
  const { messages } = await parley.ask(words, { author })
  return messages.at(-1)!
}
const anew = (answer: Shown, requests: number) =>
  parley.until('it is answered anew', () => {
    const shown = now(answer)
    return parley.practice.requests.all().length > requests && labelled(shown, 'Regenerate') && shown
  })

describe('Stop', () => {
  test('ends an answer where it is, for who asked; it is remembered as far as it went', async () => {
    const question = await parley.say('@Parley repeat 400 words')
    const answer = await growing(question)
    const refused = await parley.press(answer, 'Stop', 'Linus')
    expect(refused?.content).toBe('Only the person who asked, or a moderator, may do that.')
    await parley.press(answer, 'Stop')
    const { turn, text } = await parley.answerTo(question)
    expect(turn.state).toEqual({ is: 'answered', finish: 'stopped' })
    expect(text).not.toContain('word400')
    expect(labelled(now(answer), 'Stop')).toBe(false)
    expect(labelled(now(answer), 'Regenerate')).toBe(true)
  })

  test('is a moderator’s, too', async () => {
    const question = await parley.say('@Parley repeat 400 words', { author: 'Linus' })
    await parley.press(await growing(question), 'Stop', 'Grace')
    expect((await parley.answerTo(question)).turn.state).toMatchObject({ finish: 'stopped' })
  })
})

describe('Regenerate', () => {
  test('asks again in place of the answer, which stands in the history once', async () => {
    const answer = await answerOf('say exactly: One of many.')
    const before = parley.answers().length
    const requests = providers().length
    await parley.press(answer, 'Regenerate')
    expect((await anew(answer, requests)).content).toBe('One of many.')
    expect(parley.answers()).toHaveLength(before)
    await parley.ask('say exactly: Next.')
    const prompt = JSON.stringify(parley.practice.requests.all().at(-1)!.messages)
    expect(prompt.match(/One of many/g)).toHaveLength(2)
  })

  test('is asked without what was said after it', async () => {
    const answer = await answerOf('say exactly: Before.')
    await parley.ask('say exactly: Afterwards.')
    const requests = providers().length
    await parley.press(answer, 'Regenerate')
    await anew(answer, requests)
    expect(JSON.stringify(parley.practice.requests.all().at(-1)!.messages)).not.toContain('Afterwards')
  })

  test('by another provider is chosen from a menu', async () => {
    const answer = await answerOf('say exactly: Somebody else.')
    const requests = providers().length
    await parley.choose(answer, `answer:with:${answer.message_reference!.message_id}`, ['openai'])
    await anew(answer, requests)
    expect(providers().at(-1)).toBe('openai')
  })

  test('is for who asked and for moderators, who pay for it', async () => {
    const answer = await answerOf('say exactly: Whose is it?', 'Linus')
    const requests = providers().length
    await parley.press(answer, 'Regenerate', 'Grace')
    await anew(answer, requests)
    await parley.until('Grace pays', async () => {
      const { rows } = await parley.database.database.query('select 1 from usage where author = $1', [
        parley.idOf('Grace'),
      ])
      return rows.length > 0
    })
    const ada = await answerOf('say exactly: Ada asked.')
    await parley.press(ada, 'Regenerate', 'Linus')
    await parley.until('it is told', () =>
      parley
        .answers()
        .find(
          ({ content, ephemeral_to }) =>
            content === 'Only the person who asked, or a moderator, may do that.' &&
            ephemeral_to === parley.idOf('Linus'),
        ),
    )
  })

  test('pressed twice asks once', async () => {
    const answer = await answerOf('repeat 60 words')
    const requests = providers().length
    await parley.press(answer, 'Regenerate')
    await parley.press(answer, 'Regenerate')
    await parley.until('it is told', () =>
      parley.answers().find(({ content }) => content === "I'm at another answer to that already."),
    )
    await anew(answer, requests)
    expect(providers()).toHaveLength(requests + 1)
  })

  test('works after a restart', async () => {
    const answer = await answerOf('say exactly: Before the restart.')
    await parley.stop()
    await parley.start()
    const requests = providers().length
    await parley.press(answer, 'Regenerate')
    expect((await anew(answer, requests)).content).toBe('Before the restart.')
  })

  test('of a question that is gone tells so to who pressed, and changes nothing', async () => {
    const question = await parley.say('@Parley say exactly: Soon gone.')
    const { messages } = await parley.answerTo(question)
    await parley.remove(question.id)
    await parley.press(messages[0]!, 'Regenerate')
    await parley.until('it is told', () =>
      parley.answers().find(({ content }) => content.startsWith("I can't find your question any more")),
    )
    expect(now(messages[0]!)?.content).toBe('Soon gone.')
  })

  test('that nobody can answer leaves the answer as it is, and tells who pressed alone', async () => {
    const answer = await answerOf('say exactly: It stays.')
    for (const provider of ['groq', 'gemini', 'openai'] as const)
      parley.practice.faults.add({ fault: 'bad_key', provider, times: 'always' })
    await parley.press(answer, 'Regenerate')
    const whispered = await parley.until('it is told', () =>
      parley.answers().find(({ content }) => content.startsWith("My AI provider doesn't let me in")),
    )
    expect(whispered.ephemeral_to).toBe(parley.idOf('Ada'))
    expect(now(answer)?.content).toBe('It stays.')
    parley.practice.faults.clear()
    // The keys were rejected: a new process tries them again.
    await parley.stop()
    await parley.start()
  })
})

const used = async (options: object) => {
  const deferred = await parley.use('ask', options)
  return parley.until('it is answered', () => {
    const shown = now(deferred!)
    return labelled(shown, 'Regenerate') && shown
  })
}

describe('below the answer to a command', () => {
  test('Regenerate answers below it, as private as it was', async () => {
    const answer = await used({ question: 'say exactly: Between us.', private: true })
    const again = await parley.press(answer, 'Regenerate')
    expect(again?.id).not.toBe(answer.id)
    const shown = await parley.until('it is answered', () => {
      const found = now(again!)
      return found?.content === 'Between us.' && found
    })
    expect(shown.ephemeral_to).toBe(parley.idOf('Ada'))
    expect(now(answer)?.content).toBe('Between us.')
  })

  test('Reply opens a form, whose words are asked as the next question', async () => {
    const answer = await used({ question: 'my name is Countess' })
    await parley.press(answer, 'Reply')
    const form = parley.form()
    const [field] = JSON.stringify(form.components)
      .match(/"custom_id":"([^"]+)"/)!
      .slice(1)
    const deferred = await parley.submit(form, { [field!]: 'what is my name?' })
    await parley.until('it is answered', () => now(deferred!)?.content.includes('Countess'))
  })
})
