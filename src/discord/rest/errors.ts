import { DiscordAPIError, HTTPError, RateLimitError as WaitTooLong } from '@discordjs/rest'
import { AuthenticationError, ChatError, RateLimitError } from '../../lib/errors.ts'

type Refused = { method: string; status: number; code: number; fields: readonly string[] }

/** Discord understood a request and refused it. Holds nothing of what the request said. */
export class DiscordError extends ChatError {
  readonly status: number
  /** Discord's own code: 10008 is an unknown message, 50013 a missing permission. */
  readonly reason: number
  /** Which fields of the request were wrong. */
  readonly fields: readonly string[]
  constructor({ method, status, code, fields }: Refused) {
    const where = fields.length > 0 ? ` at ${fields.join(', ')}` : ''
    super(`discord_${code}`, `Discord refused a ${method}: ${status}, code ${code}${where}`)
    this.status = status
    this.reason = code
    this.fields = fields
  }
}

/** Discord can't be reached, or is failing itself, also after some tries. */
export class DiscordUnavailable extends ChatError {
  override readonly retryable = true
  constructor(detail: string, options?: ErrorOptions) {
    super('discord_unavailable', `Discord could not be asked: ${detail}`, options)
  }
}

export const tokenRefused = () =>
  new AuthenticationError(
    'discord_token_refused',
    'Discord refuses the token. Set DISCORD_TOKEN to the one that "Reset Token" shows in the Developer Portal, under Bot.',
  )

const askedToWait = (ms: number) =>
  new RateLimitError('discord_rate_limited', `Discord asks us to wait ${Math.round(ms / 1000)} s`, ms)

/** The libraries' errors as ours: theirs hold the request, and with it what was written. */
export const translate = (error: unknown): Error => {
  if (error instanceof ChatError) return error
  if (error instanceof DiscordAPIError) return error.status === 401 ? tokenRefused() : refusalOf(error)
  if (error instanceof WaitTooLong) return askedToWait(error.retryAfter || error.timeToReset)
  if (error instanceof HTTPError) return new DiscordUnavailable(`it answered ${error.status}`)
  return new DiscordUnavailable(error instanceof Error ? error.message : String(error))
}

const refusalOf = ({ method, status, code, rawError }: DiscordAPIError) => {
  const fields = 'errors' in rawError ? Object.keys(rawError.errors ?? {}) : []
  return new DiscordError({ method, status, code: Number(code), fields })
}
