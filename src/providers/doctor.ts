import type { NamedKey } from '../config/secrets.ts'
import type { ModelsSettings, ProvidersSettings } from '../config/settings.ts'
import { atMost } from '../lib/at-most.ts'
import type { Clock } from '../lib/clock.ts'
import { findingsAbout, type Finding } from '../lib/finding.ts'
import { runAttempt } from './answer/attempt.ts'
import { probePrompt } from './answer/probe-prompt.ts'
import type { Driver, Failure } from './contract.ts'
import { createDriver } from './drivers/create-driver.ts'
import { describeFailure, type Subject } from './failures/described.ts'
import { sentencesOfShutdowns } from './models/shutdowns.ts'
import { surveyProviders, type Surveyed } from './routes/survey.ts'

const { ok, warning, problem } = findingsAbout('providers')

type Options = {
  providers: ProvidersSettings
  models: ModelsSettings
  keys: ReadonlyMap<string, readonly NamedKey[]>
  /** False where the practice provider stands in for them. */
  needed: boolean
  clock: Clock
  signal: AbortSignal
}

/** A key is given this long for its first words. */
const LONGEST_MS = 10_000
const AT_ONCE = 4

/**
 * Which providers can be used, and whether each answers: every key is asked for a word with the provider's first model,
 * and the first key with each of the others. It is the request that a question would be, by the same driver, and is
 * ended at the first words: a list of models would cost nothing, but tells neither of quotas and billing nor of models
 * that a key may see and not use, and not all servers have one. Rejects only with the signal's reason.
 */
export const examineProviders = async (options: Options): Promise<Finding[]> => {
  const { providers, models, keys, needed, clock } = options
  const survey = surveyProviders(providers, keys)
  const found = await Promise.all(survey.map((surveyed) => examine(surveyed, options)))
  const none = survey.some(({ usable }) => usable) ? [] : [needed ? noneAtAll : practised]
  const leaving = sentencesOfShutdowns(providers, models, clock.now()).map(warning)
  return [...found.flat(), ...none, ...leaving]
}

const noneAtAll = problem(
  'No provider can be used, so that no question would be answered: set a key such as GROQ_API_KEY.',
)
const practised = ok('No provider can be used: in the sandbox a practice model answers.')

const examine = async (surveyed: Surveyed, { clock, signal }: Options): Promise<Finding[]> => {
  if (!surveyed.usable) {
    const { provider, reason } = surveyed
    return [surveyed.warn ? warning(`${reason}.`) : ok(`${provider} is not asked: ${reason}.`)]
  }
  const driver = createDriver({ ...surveyed, clock })
  return atMost(AT_ONCE, subjectsOf(surveyed), async (subject) => {
    const { failure, ms } = await askForAWord(driver, subject, clock, signal)
    const { provider, model, key } = subject
    if (!failure) return ok(`${provider} answers ${key.name} with ${model}: first words after ${ms} ms.`)
    return describeFailure(failure, subject, clock.now())
  })
}

/** Whom to ask with what: each key once, each model once. */
const subjectsOf = ({
  provider,
  settings,
  models,
  keys,
  baseUrl,
}: Usable): (Subject & { key: NamedKey })[] => {
  const common = { provider, settings, baseUrl }
  const [model = '', ...others] = models
  const [key] = keys
  return [
    ...keys.map((key) => ({ ...common, model, key })),
    ...(key ? others.map((model) => ({ ...common, model, key })) : []),
  ]
}

type Usable = Extract<Surveyed, { usable: true }>

const askForAWord = async (
  driver: Driver,
  { provider, model, key }: Subject & { key: NamedKey },
  clock: Clock,
  signal: AbortSignal,
): Promise<{ failure: Failure | null; ms: number }> => {
  const startedAt = clock.monotonic()
  const by = startedAt + LONGEST_MS
  const route = { provider, model }
  await using attempt = runAttempt(
    { route, key: key.value, driver, prompt: probePrompt, told: () => {}, spoke: () => {} },
    {
      limits: { tokenBy: by, wordsBy: by, idleMs: LONGEST_MS, endBy: by, isFair: true },
      replaces: false,
      clock,
    },
    signal,
  )
  const step = await attempt.next()
  signal.throwIfAborted()
  return { failure: step.done ? step.value.failure : null, ms: Math.round(clock.monotonic() - startedAt) }
}
