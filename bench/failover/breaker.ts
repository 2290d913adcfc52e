import type { FaultSpec } from '../../src/sandbox/practice/fault-spec.ts'
import type { Measured } from '../benchmark.ts'
import { spread } from '../statistics.ts'
import { ask } from './ask.ts'
import type { Practice } from './practice.ts'

const QUESTIONS = 300
const UNTIL_OPEN = 40

const ways: Record<string, FaultSpec> = {
  after_500: { fault: 'server_error' },
  after_silence: { fault: 'no_headers' },
}

/** The first provider has failed so often that it isn't asked any more. */
export const openBreaker = async (practice: Practice): Promise<Measured> => {
  const figures: Record<string, number> = {}
  for (const [name, fault] of Object.entries(ways)) {
    const heal = await practice.fail('groq', fault)
    Object.assign(figures, spread(`open_breaker_${name}`, await waitsOf(practice)))
    await heal()
  }
  return {
    figures,
    limits: {
      open_breaker_after_500_p99_ms: { max: 20 },
      open_breaker_after_silence_p99_ms: { max: 20 },
    },
  }
}

const waitsOf = async (practice: Practice) => {
  await using router = practice.startRouter(['groq', 'openai'], {
    rate_limiting: { first_token_timeout: 0.2 },
  })
  const waits: number[] = []
  for (let asked = 0; asked < UNTIL_OPEN; asked += 1) {
    if (!(await ask(router, 'Are you there?')).asked.includes('groq')) break
  }
  while (waits.length < QUESTIONS) waits.push((await ask(router, 'Here I am.')).firstWords)
  return waits
}
