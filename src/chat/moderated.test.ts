import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFakeClock } from '../../test/fake-clock.ts'
import { billed, end, text } from '../../test/stage.ts'
import type { Finding, Moderation, Subject } from '../moderation/contract.ts'
import type { AnswerEvent } from '../providers/contract.ts'
import { moderated, Moderated, type Hit } from './moderated.ts'

const fine: Finding = { is: 'fine' }
const restart: AnswerEvent = { type: 'restart' }
const sentence = (word: string) => `${word} `.repeat(20).trim() + '. '

const setUp = (judge: (subject: Subject) => Promise<Finding> | Finding, looksAt = true) => {
  const clock = createFakeClock()
  const looks: string[] = []
  const hits: Hit[] = []
  const leave = new AbortController()
  const moderation: Moderation = {
    looksAt: () => looksAt,
    async check(subject) {
      looks.push(subject.text)
      return await judge(subject)
    },
  }
  const parts = {
    moderation,
    turn: '1',
    hash: (text: string) => `hash of ${text.length}`,
    onHit: (hit: Hit) => void hits.push(hit),
    clock,
    signal: leave.signal,
  }
  const begin = (answer: AsyncIterable<AnswerEvent>) => moderated(answer, parts)[Symbol.asyncIterator]()
  return { clock, looks, hits, leave, parts, begin }
}

async function* stream(...events: AnswerEvent[]) {
  yield* events
}

const wordsOf = (events: readonly AnswerEvent[]) =>
  events.map((event) => (event.type === 'text' ? event.text : '')).join('')

const forbids = (word: string) => (subject: Subject) =>
  subject.text.includes(word) ? { is: 'hit' as const, categories: ['violence'] } : fine

test('an answer goes through whole and in order, in windows that were looked at', async () => {
  const { parts, looks } = setUp(() => fine)
  const answer = stream(text(sentence('one')), text('two'), text(' three'), billed, end)
  const events = await Array.fromAsync(moderated(answer, parts))
  expect(events).toEqual([text(sentence('one')), text('two three'), billed, end])
  expect(looks).toEqual([sentence('one'), `${sentence('one')}two three`])
})

test('nothing is passed on before it was looked at, and the next windows are looked at meanwhile', async () => {
  const verdicts: PromiseWithResolvers<Finding>[] = []
  const { begin, looks, clock } = setUp(() => {
    const verdict = Promise.withResolvers<Finding>()
    verdicts.push(verdict)
    return verdict.promise
  })
  const answer = begin(stream(text(sentence('one')), text(sentence('two')), text('end'), end))
  let shown: AnswerEvent | null = null
  const first = answer.next().then(({ value }) => (shown = value))
  await clock.advance(0)
  expect(looks).toHaveLength(3)
  verdicts[1]?.resolve(fine)
  await clock.advance(0)
  expect(shown).toBeNull()
  verdicts[0]?.resolve(fine)
  await first
  expect(shown).toEqual(text(sentence('one')))
  expect(await answer.next()).toEqual({ done: false, value: text(sentence('two')) })
  verdicts[2]?.resolve(fine)
  expect(await answer.next()).toEqual({ done: false, value: text('end') })
})

test('what lies on both sides of a window’s border is found', async () => {
  const { parts, hits } = setUp(forbids('forbidden'))
  const answer = stream(text(`${'x'.repeat(196)} for`), text('bidden words'), end)
  await expect(Array.fromAsync(moderated(answer, parts))).rejects.toThrow(Moderated)
  expect(hits).toEqual([{ turn: '1', categories: ['violence'], hash: 'hash of 212' }])
})

test('after a hit the attempts are still told, and no word more', async () => {
  const { begin, hits } = setUp(forbids('bad'))
  const answer = begin(stream(text(sentence('good')), text(sentence('bad')), text('more'), billed, end))
  expect((await answer.next()).value).toEqual(text(sentence('good')))
  await expect(answer.next()).rejects.toMatchObject({ code: 'moderated', categories: ['violence'] })
  expect(await answer.next()).toEqual({ done: false, value: billed })
  expect(await answer.next()).toEqual({ done: true, value: undefined })
  expect(hits).toHaveLength(1)
})

test('words that wait are looked at after a second', async () => {
  const { begin, clock, looks } = setUp(() => fine)
  const more = Promise.withResolvers<void>()
  const answer = begin(
    (async function* () {
      yield text('Well')
      await more.promise
      yield end
    })(),
  )
  const first = answer.next()
  await clock.advance(999)
  expect(looks).toEqual([])
  await clock.advance(1)
  expect((await first).value).toEqual(text('Well'))
  more.resolve()
  expect((await answer.next()).value).toEqual(end)
  expect(clock.waiting).toBe(0)
})

test('after a restart nothing of what was said before counts, not even what is being looked at', async () => {
  const slow = Promise.withResolvers<Finding>()
  const { begin, looks, clock } = setUp(({ text }) => (text.includes('bad') ? slow.promise : fine))
  const answer = begin(stream(text(sentence('bad')), restart, text('good'), end))
  const first = answer.next()
  await clock.advance(0)
  slow.resolve({ is: 'hit', categories: ['violence'] })
  expect((await first).value).toEqual(restart)
  expect((await answer.next()).value).toEqual(text('good'))
  expect((await answer.next()).value).toEqual(end)
  expect(looks.at(-1)).toBe('good')
})

test('at most four windows are looked at at once', async () => {
  let open = 0
  let most = 0
  const { parts } = setUp(async () => {
    most = Math.max(most, (open += 1))
    await new Promise((resolve) => setImmediate(resolve))
    open -= 1
    return fine
  })
  const answer = stream(...Array.from({ length: 20 }, (_, n) => text(sentence(`word${n}`))), end)
  expect(await Array.fromAsync(moderated(answer, parts))).toHaveLength(21)
  expect(most).toBe(4)
})

test('an answer that fails says what came before first, and one that is left ends with the signal’s reason', async () => {
  const { begin } = setUp(() => fine)
  const failing = begin(
    (async function* () {
      yield text('Well')
      yield billed
      throw new Error('left')
    })(),
  )
  expect((await failing.next()).value).toEqual(text('Well'))
  expect((await failing.next()).value).toEqual(billed)
  await expect(failing.next()).rejects.toThrow('left')
  expect((await failing.next()).done).toBe(true)
})

test('a look that ends with the signal ends the answer, and its attempts are still told', async () => {
  const { begin } = setUp(() => Promise.reject(new Error('gone')))
  const answer = begin(stream(text('Well'), billed))
  await expect(answer.next()).rejects.toThrow('gone')
  expect((await answer.next()).value).toEqual(billed)
})

test('an answer that nobody is to look at is left as it is', async () => {
  const { parts } = setUp(() => fine, false)
  const answer = stream(end)
  expect(moderated(answer, parts)).toBe(answer)
})

test('whatever its pieces are, all words come through, in order, and each was looked at', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ minLength: 1, maxLength: 300 })), async (pieces) => {
      const { parts, looks } = setUp(() => fine)
      const events = await Array.fromAsync(moderated(stream(...pieces.map(text), end), parts))
      expect(wordsOf(events)).toBe(pieces.join(''))
      const shown = events.filter((event) => event.type === 'text')
      expect(shown.every((event, index) => looks[index]?.endsWith(event.text))).toBe(true)
    }),
    { numRuns: 50 },
  )
})
