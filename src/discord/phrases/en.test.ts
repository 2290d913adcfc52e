import { expect, test } from 'vitest'
import { sayRefusal } from './en.ts'

test('a person without a provider reads what the operator has to do', () => {
  expect(sayRefusal({ code: 'no_provider' })).toContain('GROQ_API_KEY')
})

test.each([
  [null, 'in a moment'],
  [400, 'in a moment'],
  [1000, 'in 1 second'],
  [41_200, 'in 42 seconds'],
  [150_000, 'in 3 minutes'],
  [3 * 3_600_000, 'in 3 hours'],
])('a wait of %s ms is said as "%s"', (retryAfterMs, words) => {
  expect(sayRefusal({ code: 'busy', retryAfterMs })).toContain(`${words}.`)
})

test('a sentence pings nobody, fits below any answer and shows no code', () => {
  const codes = [
    'empty_question',
    'question_too_long',
    'timed_out',
    'content_refused',
    'stopping',
    'internal',
  ] as const
  for (const code of codes) {
    const sentence = sayRefusal({ code })
    expect(sentence).not.toMatch(/@|_|\n/)
    expect(sentence.length).toBeLessThan(200)
  }
})
