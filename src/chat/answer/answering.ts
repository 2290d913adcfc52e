import type { Settings } from '../../config/settings.ts'
import type { History, HistoryEntry } from '../../conversations/contract.ts'
import type { Cipher } from '../../database/cipher.ts'
import type { Database } from '../../database/contract.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Live } from '../../lib/live.ts'
import type { Limits, NearlySpent, Verdict } from '../../limits/contract.ts'
import type { Moderation } from '../../moderation/contract.ts'
import type { Standing } from '../../preferences/contract.ts'
import type { Choice, Router } from '../../providers/contract.ts'
import type { Logger } from '../../telemetry/log.ts'
import type { BegunTurn } from '../../turns/contract.ts'
import type { FetchFile, Question } from '../contract.ts'
import type { Draft } from '../draft.ts'
import type { ChatMetrics } from '../metrics.ts'
import type { Persona } from '../personas/persona.ts'

export type AnswerParts = {
  database: Database
  history: History
  cipher: Cipher
  router: Router
  limits: Limits
  moderation: Moderation
  /** Keyed: what stands in the audit for a text that moderation objects to. */
  hash: (text: string) => string
  isOperator: (person: string) => boolean
  fetchFile: FetchFile
  settings: Live<Settings>
  /** Which process this is. */
  instance: string
  clock: Clock
  log: Logger
  metrics: ChatMetrics
  random?: () => number
}

/** What is known of a question when its turn has begun. */
export type Begun = {
  turn: BegunTurn
  /** What was said in its conversation, oldest first. */
  past: readonly HistoryEntry[]
  standing: Standing
  verdict: Exclude<Verdict, { is: 'ended' }>
}

/** An answer under way, with the settings as they were when it began. */
export type Answering = AnswerParts &
  Begun & {
    /** The question, as last edited. */
    asked: () => Question
    /** Where it is remembered. */
    conversation: string
    persona: Persona
    /** Who is asked, before the operator's order. */
    choices: readonly Choice[]
    draft: Draft
    current: Settings
    /** The person gets no answer before this one; known when it's composed. */
    isFirst: boolean
    /** What its budgets are used up to, when it's known. */
    nearlySpent: readonly NearlySpent[]
    /** The person has heard enough. */
    stopped: AbortSignal
    signal: AbortSignal
  }
