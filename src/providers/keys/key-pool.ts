import { environmentName } from '../../config/secrecy.ts'
import type { NamedKey } from '../../config/secrets.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Logger } from '../../telemetry/log.ts'
import { consequences } from '../failures/consequences.ts'
import type { Failure, KeyHealth, Quota, Route } from '../contract.ts'
import { createCooldown, type Cooldown } from '../cooldown.ts'
import { createAllowance, type Allowance } from './quota.ts'
import { noKey } from '../routes/survey.ts'

/** A key that may send one request; to be returned once, with what became of it. */
export type Lease = {
  readonly key: NamedKey
  /** What the response's headers say is left. */
  told(quota: Quota): void
  /** First words have come: the key is accepted. */
  spoke(): void
  settle(failure: Failure | null): void
}

/** A provider's keys. Moments are the clock's monotonic ones. */
export type KeyPool = {
  /** What has been learnt of a key or a quota domain stays as long as it's there. */
  hold(keys: readonly NamedKey[], quotaDomains: Readonly<Record<string, readonly string[]>>): void
  /** The least busy key that may ask this model for so many tokens now. */
  take(model: string, tokens: number): Lease | null
  /** When `take` will give one; -Infinity: now. */
  readyAt(model: string, tokens: number): number
  /** What keeps the key that is free first. */
  because(model: string, tokens: number): Failure | null
  health(): KeyHealth[]
}

const minutes = 60_000
const hours = 60 * minutes
const rejectedFor = [5 * minutes, 15 * minutes, hours]
const exhaustedFor = [hours, 6 * hours, 24 * hours]
/** Where a 429 doesn't say for how long. */
const limitedFor = [5000, 15_000, minutes, 5 * minutes]

export const createKeyPool = ({
  provider,
  clock,
  log,
}: {
  provider: string
  clock: Clock
  log: Logger
}): KeyPool => {
  let held: Held[] = []
  let domains = new Map<string, Domain>()
  let taken = 0

  const blocks = ({ rejected, domain, proving }: Held, model: string, tokens: number): number => {
    const { cooldown, allowance } = domain.at(model)
    const proven = proving === null ? -Infinity : clock.monotonic() + provingMs
    return Math.max(proven, rejected.until, domain.exhausted.until, cooldown.until, allowance.readyAt(tokens))
  }
  const isFree = (until: number) => until <= clock.monotonic()

  const give = (held: Held, model: string, tokens: number): Lease => {
    const { key, domain, rejected } = held
    const { cooldown, allowance } = domain.at(model)
    const sentAt = clock.monotonic()
    let heard = false
    held.inFlight += 1
    domain.inFlight += 1
    held.takenAs = taken += 1
    allowance.sent(tokens)
    const hear = (quota: Quota | null) => {
      if (!heard) allowance.heard(quota)
      heard = true
    }
    const spoke = () => {
      if (held.proving === lease) held.proving = null
      if (rejected.because) log.info({ provider, key: key.name }, 'A key is accepted again.')
      for (const kept of [rejected, domain.exhausted, cooldown]) kept.succeeded(sentAt)
    }
    const lease: Lease = {
      key,
      told: hear,
      spoke,
      settle(failure) {
        hear(null)
        held.inFlight -= 1
        domain.inFlight -= 1
        if (held.proving === lease) held.proving = null
        if (!failure) return spoke()
        const { retryAfterMs } = failure
        switch (consequences[failure.kind].about) {
          case 'key':
            rejected.start(failure)
            return log.warn(
              { provider, key: key.name, status: failure.status, detail: failure.detail },
              key === noKey
                ? `${provider} wants a key: set ${environmentName(provider)}_API_KEY.`
                : `${provider} rejects ${key.name}, which is left alone for now: replace it, or remove it.`,
            )
          case 'quota domain':
            domain.exhausted.start(failure, (retryAfterMs ?? 0) > hours ? retryAfterMs : null)
            return log.warn(
              { provider, key: key.name, status: failure.status, detail: failure.detail },
              `${provider} says that nothing is left to spend with ${key.name}, which is left alone for some hours: look at its billing page.`,
            )
          case 'quota domain at this model':
            return cooldown.start(failure, retryAfterMs)
          case 'route':
          case 'nothing':
            return
        }
      },
    }
    if (rejected.because ?? domain.exhausted.because) held.proving = lease
    return lease
  }

  return {
    hold(keys, quotaDomains) {
      const domainOf = (name: string) =>
        Object.entries(quotaDomains).find(([, names]) => names.includes(name))?.[0]
      const known = new Map(held.map((one) => [one.key.value, one]))
      const kept = new Map<string, Domain>()
      held = keys.map((key) => {
        // A key of its own is its own domain, by its value: a new one in its place has a limit of its own.
        const name = domainOf(key.name) ?? `key ${key.value}`
        const domain = kept.get(name) ?? domains.get(name) ?? createDomain(clock)
        kept.set(name, domain)
        const before = known.get(key.value)
        if (before?.domain === domain) return Object.assign(before, { key })
        const rejected = before?.rejected ?? createCooldown(clock, rejectedFor)
        return { key, domain, rejected, proving: null, inFlight: 0, takenAs: 0 }
      })
      domains = kept
    },
    take(model, tokens) {
      const free = held.filter((one) => isFree(blocks(one, model, tokens)))
      const [best] = free.sort(byLoad)
      return best ? give(best, model, tokens) : null
    },
    readyAt: (model, tokens) => earliest(held.map((one) => blocks(one, model, tokens))),
    because(model, tokens) {
      const [first] = held.toSorted((a, b) => blocks(a, model, tokens) - blocks(b, model, tokens))
      if (!first || isFree(blocks(first, model, tokens))) return null
      const { rejected, domain } = first
      const { cooldown } = domain.at(model)
      const kept = [rejected, domain.exhausted, cooldown]
      const blocking = kept.find(({ isActive }) => isActive) ?? kept.find(({ because }) => because !== null)
      return blocking?.because ?? limitReached({ provider, model })
    },
    health: () => held.map((one) => healthOf(one, clock.monotonic())),
  }
}

type Held = {
  key: NamedKey
  domain: Domain
  rejected: Cooldown
  /** The request that shows whether a key that was refused is accepted again: one at a time. */
  proving: Lease | null
  inFlight: number
  takenAs: number
}

/** What the keys of one account share. */
type Domain = {
  inFlight: number
  exhausted: Cooldown
  at(model: string): Limits
  limits(): Iterable<Limits>
}
type Limits = { cooldown: Cooldown; allowance: Allowance }

const createDomain = (clock: Clock): Domain => {
  const byModel = new Map<string, Limits>()
  return {
    inFlight: 0,
    exhausted: createCooldown(clock, exhaustedFor),
    at(model) {
      const known = byModel.get(model)
      if (known) return known
      const made = { cooldown: createCooldown(clock, limitedFor), allowance: createAllowance(clock) }
      byModel.set(model, made)
      return made
    },
    limits: () => byModel.values(),
  }
}

/** Known from headers: nothing was refused. */
const limitReached = (route: Route): Failure => ({
  kind: 'rate_limited',
  route,
  status: null,
  retryAfterMs: null,
  detail: 'nothing is left of the limit that the headers tell',
})

/** About how long it takes a key that was refused to show that it's accepted again. */
const provingMs = 1000

const byLoad = (a: Held, b: Held) =>
  a.domain.inFlight - b.domain.inFlight || a.inFlight - b.inFlight || a.takenAs - b.takenAs

const earliest = (moments: readonly number[]) => (moments.length > 0 ? Math.min(...moments) : Infinity)

const healthOf = ({ key, rejected, domain }: Held, now: number): KeyHealth => {
  const cooling = [...domain.limits()].map(({ cooldown }) => cooldown)
  const last = (cooldowns: readonly Cooldown[]) =>
    cooldowns.filter(({ until }) => until > now).toSorted((a, b) => b.until - a.until)[0]
  const disabled = last([rejected, domain.exhausted])
  const blocking = disabled ?? last(cooling)
  return {
    name: key.name,
    state: disabled ? 'disabled' : blocking ? 'cooling' : 'ready',
    reason: blocking?.because?.kind ?? null,
    untilMs: blocking ? Math.ceil(blocking.until - now) : 0,
  }
}
