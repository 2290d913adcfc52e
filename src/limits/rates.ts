import type { RateLimitingSettings } from '../config/settings.ts'
import type { Asker } from './contract.ts'
import { createLimiter, type Limiter } from './limiter.ts'
import type { Barrier } from './refusal.ts'

/** How often something may be asked, as it concerns one question. */
export type Rate = {
  limiter: Limiter
  /** Of what is counted; the limiter's name comes before it. */
  id: string
  /** Whom the counter is about. */
  person: string | null
  guild: string | null
  /** When what is taken now counts no more, in milliseconds since the epoch. */
  until: number
  barrier: Barrier
}

/** The rates that hold for a question, in the order in which they are asked. */
export const ratesOf = (settings: RateLimitingSettings, asker: Asker): Rate[] => {
  const { user_cooldown: seconds, user_requests_per_minute: own } = ownLimits(settings, asker.roles)
  const { channel_requests_per_minute, guild_requests_per_minute, global_requests_per_minute } = settings
  const person = { person: asker.author, guild: null }
  const guild = { person: null, guild: asker.guild }
  const rates = [
    seconds > 0 && cooldown(seconds, asker, person),
    perMinute('person', own, asker, person, asker.author, { code: 'cooling_down' }),
    asker.guild !== null &&
      perMinute('channel', channel_requests_per_minute, asker, guild, asker.channel, tooMany('channel')),
    asker.guild !== null &&
      perMinute('guild', guild_requests_per_minute, asker, guild, asker.guild, tooMany('guild')),
    perMinute('everywhere', global_requests_per_minute, asker, nobody, 'all', tooMany('everywhere')),
  ]
  return rates.filter((rate) => rate !== false)
}

const nobody = { person: null, guild: null }

const tooMany = (where: 'channel' | 'guild' | 'everywhere'): Barrier => ({ code: 'too_many_requests', where })

type About = Pick<Rate, 'person' | 'guild'>

const cooldown = (seconds: number, { author, at }: Asker, about: About): Rate => ({
  ...about,
  limiter: createLimiter('cooldown', 1),
  id: author,
  until: at + seconds * 1000,
  barrier: { code: 'cooling_down' },
})

const MINUTE_MS = 60_000

// Each minute of the clock has a counter of its own, so that a question that comes late counts where it was asked.
const perMinute = (
  name: string,
  questions: number,
  { at }: Asker,
  about: About,
  id: string,
  barrier: Barrier,
): Rate | false => {
  const minute = Math.floor(at / MINUTE_MS)
  return (
    questions > 0 && {
      ...about,
      limiter: createLimiter(name, questions),
      id: `${id}:${minute}`,
      until: (minute + 1) * MINUTE_MS,
      barrier,
    }
  )
}

/** The most generous of those that the roles have, or else everybody's. */
const ownLimits = (settings: RateLimitingSettings, roles: readonly string[]) => {
  const theirs = roles.flatMap((role) => settings.roles[role] ?? [])
  const cooldowns = theirs.flatMap((limits) => limits.user_cooldown ?? [])
  const rates = theirs.flatMap((limits) => limits.user_requests_per_minute ?? [])
  return {
    user_cooldown: cooldowns.length > 0 ? Math.min(...cooldowns) : settings.user_cooldown,
    user_requests_per_minute:
      rates.length === 0 ? settings.user_requests_per_minute : rates.includes(0) ? 0 : Math.max(...rates),
  }
}
