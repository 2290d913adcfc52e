import type { PromptMessage } from '../../src/providers/contract.ts'
import type { FaultSpec } from '../../src/sandbox/practice/fault-spec.ts'
import type { Measured } from '../benchmark.ts'
import { percentile } from '../statistics.ts'
import { ask, type Answer } from './ask.ts'
import { models, protocols, type Practice, type Protocol } from './practice.ts'

const IN_FLIGHT = 16
const QUESTIONS_EACH = 32

const ways: readonly FaultSpec[] = [
  { fault: 'bad_key' },
  { fault: 'bad_key', status: 403 },
  { fault: 'payment_required' },
  { fault: 'insufficient_quota' },
  { fault: 'rate_limited' },
  { fault: 'rate_limited', retry_after: 20 },
  { fault: 'rate_limited', retry_after: 1 },
  { fault: 'model_missing' },
  { fault: 'server_error' },
  { fault: 'overloaded' },
  { fault: 'connection_reset' },
  { fault: 'connection_closed' },
  { fault: 'no_headers' },
  { fault: 'slow_first_token' },
  { fault: 'idle' },
  { fault: 'cut' },
  { fault: 'clean_cut' },
  { fault: 'no_done' },
  { fault: 'malformed_line' },
  { fault: 'error_in_stream' },
  { fault: 'context_too_long' },
  { fault: 'content_filter' },
  { fault: 'content_filter', after: 3 },
  { fault: 'empty' },
]

/** One of three providers fails in each way in turn, by each protocol, while people go on asking. */
export const storm = async (practice: Practice): Promise<Measured> => {
  await practice.setPace({ first_token_ms: 20, chunk_ms: 2 })
  const all: Asked[] = []
  for (const fault of ways) {
    for (const first of protocols) {
      const asked = await strike(practice, first, fault)
      complain(`${first} by ${JSON.stringify(fault)}`, asked)
      all.push(...asked)
    }
  }
  await practice.setPace({ first_token_ms: 0, chunk_ms: 0 })
  const waits = all.map(({ answer }) => answer.firstWords)
  return {
    figures: {
      storm_questions: all.length,
      storm_unanswered: all.filter(isUnanswered).length,
      storm_spliced: all.filter(isSpliced).length,
      storm_first_words_p50_ms: percentile(waits, 0.5),
      storm_first_words_p99_ms: percentile(waits, 0.99),
    },
    limits: {
      storm_questions: { min: 1000 },
      storm_unanswered: { max: 0 },
      storm_spliced: { max: 0 },
    },
  }
}

type Asked = { words: string; answer: Answer }

const isUnanswered = ({ answer }: Asked) => answer.route === null
const isSpliced = ({ words, answer }: Asked) => answer.route !== null && answer.text !== words

/** To a router that has seen nothing yet: what one way has taught it would hide the next. */
const strike = async (practice: Practice, first: Protocol, fault: FaultSpec) => {
  const others = protocols.filter((other) => other !== first)
  await using router = practice.startRouter([first, ...others], {
    rate_limiting: { first_token_timeout: 0.5, idle_timeout: 0.5 },
    routing: { after_content_refused: 'next_provider' },
    models: Object.fromEntries(
      protocols.map((name) => [
        name,
        { [models[name]]: { context_length: name === first ? 8000 : 100_000 } },
      ]),
    ),
  })
  const heal = await practice.fail(first, fault)
  const asked: Asked[] = []
  let left = QUESTIONS_EACH
  const askOn = async () => {
    while (left > 0) {
      const words = wordsOf(left)
      left -= 1
      asked.push({ words, answer: await ask(router, words, history) })
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, askOn))
  await heal()
  return asked
}

/** Each its own, so that no answer passes for another. */
const wordsOf = (nth: number) =>
  Array.from({ length: 60 }, (_, word) => `Word ${word + 1} of answer ${nth}.`).join(' ')

/** Enough that some of it can be left out. */
const history = Array.from({ length: 5 }, (_, nth): PromptMessage[] => [
  { role: 'user', text: `Question ${nth}: ${'and what of the moles? '.repeat(12)}` },
  { role: 'assistant', text: `Answer ${nth}: ${'they want your carrots. '.repeat(12)}` },
]).flat()

const complain = (where: string, asked: readonly Asked[]) => {
  const unanswered = asked.filter(isUnanswered).length
  const spliced = asked.filter(isSpliced).length
  if (unanswered + spliced === 0) return
  process.stderr.write(`${where}: ${unanswered} of ${asked.length} unanswered, ${spliced} not whole.\n`)
}
