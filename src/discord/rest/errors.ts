import { DiscordAPIError, HTTPError } from '@discordjs/rest'
import { AuthenticationError, ChatError } from '../../lib/errors.ts'

/** Discord understood a request and refused it. Holds nothing of what the request said. */
export class DiscordError extends ChatError {
  readonly status: number
  /** Discord's own code: 10008 is an unknown message, 50013 a missing permission. */
  readonly reason: number
  /** Which fields of the request were wrong. */
  readonly fields: readonly string[]
  constructor(error: DiscordAPIError) {
    const reason = Number(error.code)
    const fields = 'errors' in error.rawError ? Object.keys(error.rawError.errors ?? {}) : []
    const where = fields.length > 0 ? ` at ${fields.join(', ')}` : ''
    super(`discord_${reason}`, `Discord refused a ${error.method}: ${error.status}, code ${reason}${where}`)
    this.status = error.status
    this.reason = reason
    this.fields = fields
  }
}

/** Discord can't be reached, or is failing itself, also after some tries. */
export class DiscordUnavailable extends ChatError {
  constructor(detail: string, options?: ErrorOptions) {
    super('discord_unavailable', `Discord could not be asked: ${detail}`, options)
  }
}

export const tokenRefused = () =>
  new AuthenticationError(
    'discord_token_refused',
    'Discord refuses the token. Set DISCORD_TOKEN to the one that "Reset Token" shows in the Developer Portal, under Bot.',
  )

/** The libraries' errors as ours: theirs hold the request, and with it what was written. */
export const translate = (error: unknown): Error => {
  if (error instanceof ChatError) return error
  if (error instanceof DiscordAPIError) return error.status === 401 ? tokenRefused() : new DiscordError(error)
  if (error instanceof HTTPError) return new DiscordUnavailable(`it answered ${error.status}`)
  return new DiscordUnavailable(error instanceof Error ? error.message : String(error))
}
