import { Router } from 'express'
import type { Clock } from '../../lib/clock.ts'
import type { Practice } from './completions.ts'
import { createControl } from './control.ts'
import { dialectRouter } from './dialect-router.ts'
import { gemini } from './dialects/gemini.ts'
import { groq } from './dialects/groq.ts'
import { openai } from './dialects/openai.ts'
import { createFaults, type Faults } from './faults.ts'
import type { ProviderName } from './question.ts'
import { createRecorder, type Requests } from './record.ts'
import type { Pace, PaceChange } from './script.ts'

export type PracticeOptions = {
  clock: Clock
  /** Cuts the words into chunks and makes ids: with the same numbers the same bytes. */
  random?: () => number
  pace?: PaceChange
}

/** Speaks OpenAI's, Groq's and Gemini's protocols, answers about Parley, and fails when it is told to. */
export type PracticeProvider = {
  /** To be mounted at `/`: all its paths begin with /practice. */
  router: Router
  /** What to set as each provider's base_url. */
  baseUrls: (origin: string) => Record<ProviderName, string>
  faults: Faults
  requests: Requests
  /** Gives the whole new pace. */
  setPace: (change: PaceChange) => Pace
}

const humanPace: Pace = { first_token_ms: 150, chunk_ms: 25 }

export const createPracticeProvider = ({
  clock,
  random = Math.random,
  pace = {},
}: PracticeOptions): PracticeProvider => {
  let current = humanPace
  const setPace = ({ first_token_ms = current.first_token_ms, chunk_ms = current.chunk_ms }: PaceChange) =>
    (current = { first_token_ms, chunk_ms })
  setPace(pace)
  const faults = createFaults()
  const recorder = createRecorder()
  const practice: Practice = { clock, random, pace: () => current, faults, recorder }
  const router = Router()
  router.use('/practice/openai/v1', dialectRouter(practice, openai, '/chat/completions'))
  router.use('/practice/groq/openai/v1', dialectRouter(practice, groq, '/chat/completions'))
  router.use('/practice/gemini/v1beta', dialectRouter(practice, gemini, '/models/:call'))
  router.use('/practice', createControl({ faults, requests: recorder, pace: () => current, setPace }))
  return {
    router,
    baseUrls: (origin) => ({
      openai: `${origin}/practice/openai/v1`,
      groq: `${origin}/practice/groq`,
      gemini: `${origin}/practice/gemini`,
    }),
    faults,
    requests: recorder,
    setPace,
  }
}
