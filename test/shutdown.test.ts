import { expect, test } from 'vitest'
import { createFastClock } from './fast-clock.ts'
import { startParley } from './parley.ts'

// A busy machine is slow where this clock is fast.
const patient = {
  clock: createFastClock(10),
  pace: { chunk_ms: 300 },
  settings: { shutdown: { grace: 250 } },
}

const words = (count: number) => Array.from({ length: count }, (_, index) => `word${index + 1}`).join(' ')

test('answers in flight are finished within the grace time', async () => {
  await using parley = await startParley(patient)
  const question = await parley.say('@Parley repeat 120 words')
  const next = await parley.say('@Parley say exactly: I waited in line.')
  await parley.until('words are shown', () => parley.answers().length > 0)
  await parley.stop()
  expect(await parley.answerTo(question)).toMatchObject({
    turn: { state: { is: 'answered' } },
    contents: [words(120)],
  })
  expect(await parley.answerTo(next)).toMatchObject({ contents: ['I waited in line.'] })
})

test('past the grace time they end with a short note, and the provider is left', async () => {
  await using parley = await startParley({
    clock: createFastClock(10),
    pace: { chunk_ms: 300 },
    settings: { shutdown: { grace: 4 } },
  })
  const question = await parley.say('@Parley repeat 900 words')
  const waiting = await parley.say('@Parley say exactly: Never said.')
  await parley.until('words are shown', () => parley.answers().length > 0)
  await parley.stop()
  const { turn, text } = await parley.answerTo(question)
  expect(turn.state).toEqual({ is: 'refused', code: 'stopping' })
  expect(text).toMatch(/^word1 word2 [^]*\n-# I'm being restarted/)
  expect(await parley.answerTo(waiting)).toMatchObject({
    turn: { state: { is: 'refused', code: 'stopping' } },
    text: expect.stringContaining("I'm being restarted"),
  })
  await parley.until('the provider is left', () => parley.practice.requests.counts().groq.open === 0)
})

test('the gateway is left so that its session can be resumed, before the last answers are finished', async () => {
  await using parley = await startParley(patient)
  const question = await parley.say('@Parley repeat 60 words')
  await parley.until('words are shown', () => parley.answers().length > 0)
  const stopping = parley.stop()
  await parley.until('the gateway is left', async () => (await parley.fault({ kind: 'cut' })) === 0)
  expect(parley.practice.requests.all()[0]!.state).toBe('open')
  await stopping
  expect((await parley.answerTo(question)).contents).toEqual([words(60)])
  expect(await parley.fault({ kind: 'forget_sessions' })).toBe(1)
  await expect(fetch(`${parley.discord.url}/sandbox/state`)).resolves.toMatchObject({ status: 200 })
})
