import type { Measured } from '../benchmark.ts'
import { ask } from './ask.ts'
import type { Practice } from './practice.ts'

/** Seconds, by default or set lower. */
const limits = {
  default: {},
  first_token_timeout_2: { first_token_timeout: 2 },
  request_timeout_4: { request_timeout: 4 },
}

const mayTakeMs = { default: 11_000, first_token_timeout_2: 3000, request_timeout_4: 5000 }

/** The first provider takes the question and says nothing, or nothing after the headers. */
export const silent = async (practice: Practice): Promise<Measured> => {
  await practice.fail('groq', { fault: 'no_headers' })
  await practice.fail('gemini', { fault: 'slow_first_token', delay_ms: 3_000_000 })
  const firstWordsOf = async (name: keyof typeof limits) => {
    const waits = (['groq', 'gemini'] as const).map(async (first) => {
      await using router = practice.startRouter([first, 'openai'], { rate_limiting: limits[name] })
      return (await ask(router, 'Here I am.')).firstWords
    })
    return [`silent_${name}_ms`, Math.max(...(await Promise.all(waits)))] as const
  }
  const names = ['default', 'first_token_timeout_2', 'request_timeout_4'] as const
  return {
    figures: Object.fromEntries(await Promise.all(names.map(firstWordsOf))),
    limits: Object.fromEntries(names.map((name) => [`silent_${name}_ms`, { max: mayTakeMs[name] }])),
  }
}
