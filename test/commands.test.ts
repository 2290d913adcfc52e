import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startParley, type Parley } from './parley.ts'
import type { Shown } from './people.ts'

let parley: Parley
beforeAll(async () => {
  parley = await startParley()
  await parley.logged(/^The commands were registered/)
})
afterAll(() => parley[Symbol.asyncDispose]())

/** The answer to a deferred command, when its turn has ended. */
const answered = async (deferred: Shown | null, channel?: string) =>
  parley.until('the command is answered', () =>
    parley.answers(channel).find(({ id, content }) => id === deferred?.id && content !== ''),
  )
const wordsOf = async (deferred: Shown | null) => (await answered(deferred)).content

describe('/ask', () => {
  test('is answered in the reply that was deferred, and remembered', async () => {
    expect(await wordsOf(await parley.use('ask', { question: 'my name is Countess' }))).toContain('Countess')
    expect(await wordsOf(await parley.use('ask', { question: 'what is my name?' }))).toContain('Countess')
    expect((await parley.ask('what is my name?')).text).toContain('Countess')
  })

  test('in private is seen by one person alone, and kept apart', async () => {
    const deferred = await parley.use('ask', { question: 'my name is Secretive', private: true })
    expect(deferred).toMatchObject({ ephemeral_to: expect.any(String) })
    await answered(deferred)
    expect((await parley.ask('what is my name?')).text).not.toContain('Secretive')
    const again = await parley.use('ask', { question: 'what is my name?', private: true })
    expect(await wordsOf(again)).toContain('Secretive')
  })

  test('goes on in further messages when the answer is long, each as private as the first', async () => {
    const before = parley.answers().length
    const deferred = await parley.use('ask', { question: 'repeat 600 words', private: true })
    const parts = await parley.until('all is shown', () => {
      const shown = parley.answers().slice(before)
      return shown.at(-1)?.content.endsWith('word600') && shown
    })
    expect(parts[0]!.id).toBe(deferred!.id)
    expect(parts.length).toBeGreaterThan(1)
    for (const { ephemeral_to, content } of parts) {
      expect(ephemeral_to).not.toBeNull()
      expect(content.length).toBeLessThanOrEqual(2000)
    }
    const words = parts.map(({ content }) => content).join(' ')
    expect(words).toBe(Array.from({ length: 600 }, (_, index) => `word${index + 1}`).join(' '))
  })

  test('asks the provider that was chosen, and the others if it fails', async () => {
    parley.practice.requests.clear()
    await answered(await parley.use('ask', { question: 'say exactly: Hi there.', provider: 'openai' }))
    parley.practice.faults.add({ fault: 'bad_key', provider: 'gemini' })
    await answered(await parley.use('ask', { question: 'say exactly: Hi there.', provider: 'gemini' }))
    expect(parley.practice.requests.all().map(({ provider }) => provider)).toEqual([
      'openai',
      'gemini',
      'groq',
    ])
    const unknown = await parley.use('ask', { question: 'say exactly: Hi there.', provider: 'nobody' })
    expect(unknown?.content).toBe(`I don't know "nobody". You can choose groq, gemini or openai.`)
  })

  test('says in one sentence why there is no answer', async () => {
    parley.practice.faults.add({ fault: 'content_filter' })
    const deferred = await parley.use('ask', { question: 'something unspeakable' })
    expect(await wordsOf(deferred)).toMatch(/^I can't answer that one\./)
  })

  test('is /chat by another name, and works in direct messages', async () => {
    const channel = parley.direct('Grace')
    const deferred = await parley.use(
      'chat',
      { message: 'say exactly: Just us.' },
      { channel, author: 'Grace' },
    )
    expect((await answered(deferred, channel)).content).toBe('Just us.')
  })
})

describe('/clear', () => {
  test('asks back, forgets what the person said here, and says how many messages went', async () => {
    await parley.ask('my name is Fleeting', { author: 'Linus' })
    const asked = await parley.use('clear', {}, { author: 'Linus' })
    expect(asked).toMatchObject({ ephemeral_to: expect.any(String) })
    expect(await parley.press(asked!, 'Keep it', 'Linus')).toMatchObject({
      content: 'Nothing was forgotten.',
      components: [],
    })
    expect((await parley.ask('what is my name?', { author: 'Linus' })).text).toContain('Fleeting')
    const again = await parley.use('clear', { where: 'here' }, { author: 'Linus' })
    const done = await parley.press(again!, 'Forget it', 'Linus')
    expect(done?.content).toBe('I have forgotten 4 messages.')
    expect((await parley.ask('what is my name?', { author: 'Linus' })).text).not.toContain('Fleeting')
  })

  test('everywhere reaches direct messages and other guilds, and nobody else', async () => {
    await parley.ask('my name is Everywhere', { author: 'Grace' })
    const channel = parley.direct('Grace')
    await parley.ask('my name is Everywhere', { author: 'Grace', channel })
    const asked = await parley.use('clear', { where: 'everywhere' }, { author: 'Grace' })
    expect((await parley.press(asked!, 'Forget it', 'Grace'))?.content).toMatch(
      /^I have forgotten \d+ messages\.$/,
    )
    expect((await parley.ask('what is my name?', { author: 'Grace', channel })).text).not.toContain(
      'Everywhere',
    )
    expect((await parley.ask('what is my name?')).text).toContain('Countess')
  })
})

test('for somebody who can’t be answered any more, no provider is asked', async () => {
  await using other = await startParley({ errors: /A command failed/ })
  await other.logged(/^The commands were registered/)
  await other.fault({
    kind: 'rest_status',
    path: '/interactions/**',
    status: 404,
    code: 10_062,
    message: 'Unknown interaction',
    skip: 0,
    count: 2,
  })
  await other.use('ask', { question: 'say exactly: Too late.' })
  await other.logged(/^A command failed/)
  expect(other.practice.requests.all()).toEqual([])
})

test('the commands are registered once, and not again by a process that finds them as they are', async () => {
  const puts = () => parley.requests.filter(({ method }) => method === 'PUT').length
  const before = puts()
  expect(before).toBe(1)
  const from = parley.lines.length
  await parley.stop()
  await parley.start()
  await parley.ask('say exactly: Again.')
  expect(puts()).toBe(before)
  expect(parley.lines.slice(from).filter(({ msg }) => /registered/.test(msg))).toEqual([])
})
