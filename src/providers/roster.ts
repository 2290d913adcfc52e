import type { NamedKey } from '../config/secrets.ts'
import type { ProvidersSettings } from '../config/settings.ts'
import type { Clock } from '../lib/clock.ts'
import type { Live } from '../lib/live.ts'
import type { Logger } from '../telemetry/log.ts'
import type { Driver, Route } from './contract.ts'
import { createGeminiDriver } from './drivers/gemini.ts'
import { createGroqDriver } from './drivers/groq.ts'
import { createOpenAiDriver } from './drivers/openai.ts'
import { surveyProviders, type Surveyed } from './survey.ts'

/** One way to ask: a model at a provider with a key. */
export type Candidate = { route: Route; key: NamedKey; driver: Driver }

export type RosterOptions = {
  providers: Live<ProvidersSettings>
  keys: Live<ReadonlyMap<string, readonly NamedKey[]>>
  clock: Clock
  log: Logger
}

export type Roster = {
  survey(): readonly Surveyed[]
  /** In the order in which they are tried. */
  candidates(): readonly Candidate[]
}

/** Follows settings and keys: as long as neither is replaced, the drivers with their SDK clients stay. */
export const createRoster = ({ providers, keys, clock, log }: RosterOptions): Roster => {
  let made = {
    from: providers.current,
    with: keys.current,
    survey: [] as Surveyed[],
    candidates: [] as Candidate[],
  }
  const warned = new Set<string>()

  const make = () => {
    made = { from: providers.current, with: keys.current, survey: [], candidates: [] }
    made.survey = surveyProviders(made.from, made.with)
    made.candidates = made.survey.flatMap((surveyed) => candidatesOf(surveyed, clock))
    for (const surveyed of made.survey) {
      if (surveyed.usable || !surveyed.warn || warned.has(surveyed.reason)) continue
      warned.add(surveyed.reason)
      log.warn({ provider: surveyed.provider }, surveyed.reason)
    }
  }
  const follow = () => {
    if (made.from !== providers.current || made.with !== keys.current) make()
    return made
  }
  make()
  return { survey: () => follow().survey, candidates: () => follow().candidates }
}

const candidatesOf = (surveyed: Surveyed, clock: Clock): Candidate[] => {
  if (!surveyed.usable) return []
  const { provider, model, settings, keys, baseUrl } = surveyed
  const driver = driverFor(provider)({ provider, settings, baseUrl, clock })
  return keys.map((key) => ({ route: { provider, model }, key, driver }))
}

const driverFor = (provider: string) => {
  switch (provider) {
    case 'groq':
      return createGroqDriver
    case 'gemini':
      return createGeminiDriver
    default:
      return createOpenAiDriver
  }
}
