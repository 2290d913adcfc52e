import type { NamedKey } from '../../config/secrets.ts'
import type { ProviderSettings } from '../../config/sections/providers.ts'
import type { ModelFacts } from '../../config/sections/models.ts'
import type { ModelsSettings, ProvidersSettings } from '../../config/settings.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Live } from '../../lib/live.ts'
import type { Logger } from '../../telemetry/log.ts'
import { createCircuit, type Circuit } from './circuit.ts'
import type { CircuitState, Driver, Route, Usage } from '../contract.ts'
import { costOf } from '../models/cost.ts'
import { createCooldown, type Cooldown } from '../cooldown.ts'
import { createDriver } from '../drivers/create-driver.ts'
import { outputLimitOf } from '../drivers/sampling.ts'
import { factsOf } from '../models/facts.ts'
import { createKeyPool, type KeyPool } from '../keys/key-pool.ts'
import { createRecent, type Recent } from './recent.ts'
import { surveyProviders, type Surveyed } from './survey.ts'

/** A route with all that this process has learnt of it. */
export type KnownRoute = {
  readonly route: Route
  readonly driver: Driver
  readonly keys: KeyPool
  readonly circuit: Circuit
  /** The provider has no such model, or said when to come back. */
  readonly resting: Cooldown
  readonly recent: Recent
  readonly facts: ModelFacts
  /** What an answer may come to, at most. */
  readonly outputTokens: number
  /** In US dollars; null: nothing was billed, or nobody knows the price. */
  costOf(answeredBy: string | null, usage: Usage | null): number | null
}

export type RosterOptions = {
  providers: Live<ProvidersSettings>
  models: Live<ModelsSettings>
  keys: Live<ReadonlyMap<string, readonly NamedKey[]>>
  clock: Clock
  log: Logger
}

export type Roster = Disposable & {
  survey(): readonly Surveyed[]
  /** Those that can be used, in the operator's order. */
  routes(): readonly KnownRoute[]
  /** The route to a model, be it one that the settings don't list. Null: its provider can't be used. */
  chosen(route: Route): KnownRoute | null
  /** With those that were chosen. */
  all(): readonly KnownRoute[]
}

type Report = (known: KnownRoute, state: CircuitState, before: CircuitState) => void

/** Follows settings and keys. What has been learnt of a route stays as long as it leads to the same place. */
export const createRoster = (options: RosterOptions & { report: Report }): Roster => {
  const { providers, models, keys, clock, log, report } = options
  const pools = new Map<string, KeyPool>()
  const warned = new Set<string>()
  let made = read()
  let survey: readonly Surveyed[] = []
  let drivers = new Map<string, Made>()
  let routes: readonly KnownRoute[] = []
  /** Chosen beyond the settings; the newest first. */
  let extras: readonly KnownRoute[] = []
  let entries = new Map<string, (model: string) => KnownRoute>()
  const all = () => [...routes, ...extras]
  const enter = ({ provider, model }: Route) => entries.get(provider)?.(model) ?? null

  function read() {
    return { providers: providers.current, models: models.current, keys: keys.current }
  }

  const driverOf = ({ provider, settings, baseUrl }: Usable): Made => {
    const before = drivers.get(provider)
    if (before?.settings === settings) return before
    const driver = createDriver({ provider, settings, baseUrl, clock })
    return { settings, place: `${settings.kind} ${baseUrl}`, driver }
  }

  const learn = (): Pick<KnownRoute, 'circuit' | 'resting' | 'recent'> => {
    const circuit = createCircuit({
      clock,
      report(state, before) {
        const known = all().find((one) => one.circuit === circuit)
        if (known) report(known, state, before)
      },
    })
    return { circuit, resting: createCooldown(clock, restingFor), recent: createRecent(clock) }
  }

  /** What makes a route of each of a provider's models, with what has been learnt of it before. */
  const entryOf = (surveyed: Usable, of: Made, before: Map<string, KnownRoute>) => {
    const { provider, settings } = surveyed
    const moved = (drivers.get(provider) ?? of).place !== of.place
    // What another server said of a key doesn't count here; nor does what was begun there get a key of here.
    const kept = moved ? undefined : pools.get(provider)
    const pool = kept ?? createKeyPool({ provider, clock, log })
    pools.set(provider, pool)
    pool.hold(surveyed.keys, settings.quota_domains)
    const from = { kind: settings.kind, models: made.models }
    return (model: string): KnownRoute => {
      const route = { provider, model }
      const known = moved ? undefined : before.get(idOf(route))
      if (known) before.delete(idOf(route))
      const { circuit, resting, recent } = known ?? learn()
      return {
        route,
        driver: of.driver,
        keys: pool,
        circuit,
        resting,
        recent,
        facts: factsOf(from, route),
        outputTokens: outputLimitOf(settings),
        costOf: (answeredBy, usage) => costOf(from, { route, answeredBy, usage }),
      }
    }
  }

  const make = () => {
    made = read()
    survey = surveyProviders(made.providers, made.keys)
    const before = new Map(all().map((one) => [idOf(one.route), one]))
    const usable = survey.filter((surveyed) => surveyed.usable)
    const next = new Map(usable.map((surveyed) => [surveyed.provider, driverOf(surveyed)]))
    entries = new Map(
      usable.map((surveyed) => [surveyed.provider, entryOf(surveyed, next.get(surveyed.provider)!, before)]),
    )
    routes = usable.flatMap(({ provider, models }) =>
      models.flatMap((model) => enter({ provider, model }) ?? []),
    )
    const listed = new Set(routes.map(({ route }) => idOf(route)))
    extras = extras.flatMap(({ route }) => (listed.has(idOf(route)) ? [] : (enter(route) ?? [])))
    drivers = next
    for (const { circuit } of before.values()) circuit[Symbol.dispose]()
    before.clear()
    for (const surveyed of survey) {
      if (surveyed.usable || !surveyed.warn || warned.has(surveyed.reason)) continue
      warned.add(surveyed.reason)
      log.warn({ provider: surveyed.provider }, surveyed.reason)
    }
  }
  const follow = () => {
    const isSame =
      made.providers === providers.current && made.models === models.current && made.keys === keys.current
    if (!isSame) make()
  }
  make()

  return {
    survey() {
      follow()
      return survey
    },
    routes() {
      follow()
      return routes
    },
    chosen(route) {
      follow()
      const known = all().find((one) => idOf(one.route) === idOf(route))
      if (known) return known
      const extra = enter(route)
      if (!extra) return null
      const kept = [extra, ...extras]
      for (const { circuit } of kept.splice(mostExtras)) circuit[Symbol.dispose]()
      extras = kept
      return extra
    },
    all() {
      follow()
      return all()
    },
    [Symbol.dispose]() {
      for (const { circuit } of all()) circuit[Symbol.dispose]()
    },
  }
}

type Usable = Extract<Surveyed, { usable: true }>
/** A driver, and where it leads. */
type Made = { settings: ProviderSettings; place: string; driver: Driver }

const idOf = ({ provider, model }: Route) => `${provider}/${model}`

/** More than anybody has personas; bounds what choices leave behind. */
const mostExtras = 32

const restingFor = [30_000, 300_000, 900_000, 3_600_000]
