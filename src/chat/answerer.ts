import { createKeyedQueue } from '../lib/keyed-queue.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { answerQuestion, type AnswerParts } from './answer.ts'
import { turnAway } from './turn-away.ts'
import { Stopping, type Edit, type OpenReply, type Question } from './contract.ts'
import { QuestionDeleted, Stopped } from './ending.ts'
import { createChatMetrics } from './metrics.ts'

export type Answerer = AsyncDisposable & {
  /**
   * Answers a question whose turn is recorded, after those of its conversation that came before; says nothing if the
   * turn isn't ours to begin. Resolves when all is said, whatever went wrong. The signal ends it: with a word if its
   * reason is Stopping, and else in silence, for somebody else to take over.
   */
  answer(question: Question, open: OpenReply, signal: AbortSignal): Promise<void>
  /** A question was edited, or deleted (null): it counts as such also while it waits or is being answered. */
  revise(turn: string, edit: Edit | null): void
  /** Whether another answer to this turn's question is on its way already. */
  answersAgain(turn: string): boolean
  /** What is being answered to a person is not remembered: in one conversation, or in all (null). */
  leaveOut(person: string, conversation: string | null): void
  /** The person has heard enough; false: this process isn't answering that. */
  stop(turn: string): boolean
}

type AnswererParts = Omit<AnswerParts, 'metrics'> & { metrics: Metrics }

/** How many questions of a conversation wait while one is answered. */
const LINE_DEPTH = 3

/** How long the words of farewell may take, once the grace time is over. */
const FAREWELL_MS = 3000

/** Disposing it gives the questions that it has their grace time, then ends them with a word. */
export const createAnswerer = (given: AnswererParts): Answerer => {
  const parts = {
    ...given,
    metrics: createChatMetrics(given.metrics),
    log: given.log.child({ module: 'chat' }),
  }
  const { clock, settings, log } = parts
  const queue = createKeyedQueue()
  const underWay = new Map<
    string,
    { question: Question; deleted: AbortController; stopped: AbortController; isForgotten: boolean }
  >()
  /** By conversation, who was told that its line is full. */
  const fullLines = new Map<string, Set<string>>()
  const shutdown = new AbortController()

  const idleWithin = async (ms: number) => {
    const done = new AbortController()
    const tooLate = clock.sleep(ms, done.signal).then(
      () => false,
      () => true,
    )
    const inTime = await Promise.race([queue.idle().then(() => true), tooLate])
    done.abort()
    return inTime
  }

  return {
    async answer(question, open, signal) {
      const work = {
        question,
        deleted: new AbortController(),
        stopped: new AbortController(),
        isForgotten: false,
      }
      underWay.set(question.id, work)
      const { conversation } = question
      try {
        if (queue.depth(conversation) > LINE_DEPTH) {
          const people = fullLines.get(conversation) ?? new Set()
          const told = people.has(question.payer)
          fullLines.set(conversation, people.add(question.payer))
          return await turnAway(parts, question, open, { code: 'line_full', depth: LINE_DEPTH }, told)
        }
        await queue.run(conversation, async () => {
          fullLines.delete(conversation)
          if (signal.aborted) return
          const signals = AbortSignal.any([signal, shutdown.signal, work.deleted.signal])
          await answerQuestion(parts, {
            asked: () => work.question,
            open,
            stopped: work.stopped.signal,
            isForgotten: () => work.isForgotten,
            signal: signals,
          })
        })
      } catch (error) {
        log.error({ turn: question.id, err: error }, 'An answer came to no end; its turn stays open.')
      } finally {
        if (underWay.get(question.id) === work) underWay.delete(question.id)
      }
    },

    revise(turn, edit) {
      const work = underWay.get(turn)
      if (!work) return
      if (edit === null) work.deleted.abort(new QuestionDeleted())
      else work.question = { ...work.question, ...edit }
    },

    answersAgain: (turn) => [...underWay.values()].some(({ question }) => question.again === turn),

    leaveOut(person, conversation) {
      for (const work of underWay.values()) {
        const { author, conversation: where } = work.question
        if (author.id === person && (conversation === null || conversation === where)) work.isForgotten = true
      }
    },

    stop(turn) {
      const work = underWay.get(turn)
      work?.stopped.abort(new Stopped())
      return work !== undefined
    },

    async [Symbol.asyncDispose]() {
      if (await idleWithin(settings.current.shutdown.grace * 1000)) return
      shutdown.abort(new Stopping())
      if (!(await idleWithin(FAREWELL_MS))) log.warn('Some answers were cut off without a word.')
    },
  }
}
