import { modelsOf, type ProviderSettings } from '../../config/sections/providers.ts'
import type { ModelsSettings, ProvidersSettings } from '../../config/settings.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Live } from '../../lib/live.ts'
import type { Logger } from '../../telemetry/log.ts'
import type { Route } from '../contract.ts'
import { factsOf, successorOf } from './facts.ts'

export type ShutdownWarningOptions = {
  providers: Live<ProvidersSettings>
  models: Live<ModelsSettings>
  clock: Clock
  log: Logger
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** Warns once a day of each model in use that its provider takes away; of one that is newly set up at once. */
export const startShutdownWarnings = (options: ShutdownWarningOptions): Disposable => {
  const { providers, models, clock, log } = options
  const warnedAt = new Map<string, number>()
  const stopped = new AbortController()

  const warn = () => {
    for (const leaving of leavingModels(providers.current, models.current)) {
      const { provider, model, shutsDown, instead } = leaving
      const id = JSON.stringify([provider, model, shutsDown])
      const last = warnedAt.get(id)
      if (last !== undefined && clock.monotonic() - last < DAY_MS) continue
      warnedAt.set(id, clock.monotonic())
      log.warn({ provider, model, shutsDown, instead }, sentenceOf(leaving, clock.now()))
    }
  }
  const follow = async (live: Live<unknown>) => {
    for await (const _ of live.changes(stopped.signal)) warn()
  }
  let timer: Disposable
  const warnAndWait = () => {
    warn()
    timer = clock.after(HOUR_MS, warnAndWait)
  }
  warnAndWait()
  void follow(providers)
  void follow(models)
  return {
    [Symbol.dispose]() {
      timer[Symbol.dispose]()
      stopped.abort()
    },
  }
}

/** A sentence for each model in use that leaves, or has left. */
export const sentencesOfShutdowns = (providers: ProvidersSettings, models: ModelsSettings, now: number) =>
  leavingModels(providers, models).map((leaving) => sentenceOf(leaving, now))

type Leaving = Route & { shutsDown: string; instead: string | null; setting: string }

const leavingModels = ({ priority, ...providers }: ProvidersSettings, models: ModelsSettings): Leaving[] => {
  const settings = new Map<string, ProviderSettings>(Object.entries(providers))
  return priority.flatMap((provider) => {
    const asked = settings.get(provider)
    if (!asked?.enabled) return []
    const { kind } = asked
    return modelsOf(asked).flatMap((model): Leaving[] => {
      const route = { provider, model }
      const shutsDown = factsOf({ kind, models }, route).shuts_down
      const setting = `providers.${provider}.${asked.models ? 'models' : 'model'}`
      return shutsDown ? [{ ...route, shutsDown, instead: successorOf(kind, route), setting }] : []
    })
  })
}

const sentenceOf = ({ provider, model, shutsDown, instead, setting }: Leaving, now: number) => {
  const today = Math.floor(now / DAY_MS)
  const days = Date.parse(shutsDown) / DAY_MS - today
  const what =
    days > 0 ? `${provider} takes ${model} away in ${daysOf(days)}` : `${provider} has taken ${model} away`
  const when = days < 0 ? `${daysOf(-days)} ago, on ${shutsDown}` : days === 0 ? 'today' : `on ${shutsDown}`
  return `${what}, ${when}: set ${setting} to ${instead ?? 'a model that stays'}.`
}

const daysOf = (days: number) => (days === 1 ? '1 day' : `${days} days`)
