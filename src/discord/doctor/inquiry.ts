import { API } from '@discordjs/core/http-only'
import { REST } from '@discordjs/rest'
import { createDeadline, type Clock } from '../../lib/clock.ts'
import { apiRoot } from '../rest.ts'
import { DiscordUnavailable, translate } from '../rest/errors.ts'

/** Asks Discord once, without patience. Rejects as DiscordRest does, or with the signal's reason. */
export type Inquiry = <Result>(
  request: (api: API, how: { signal: AbortSignal }) => Promise<Result>,
) => Promise<Result>

export type InquiryOptions = {
  apiUrl: string
  token: string
  version: string
  clock: Clock
  signal: AbortSignal
}

const LONGEST_MS = 10_000
/** A limit that lasts longer is told, and not waited for. */
const LONGEST_LIMIT_MS = 3000

/** Reading what a person waits for: unlike the bot's own requests, these are never tried again. */
export const createInquiry = ({ apiUrl, token, version, clock, signal }: InquiryOptions): Inquiry => {
  const rest = new REST({
    api: apiRoot(apiUrl),
    version: '10',
    userAgentAppendix: `Parley/${version}`,
    retries: 0,
    rejectOnRateLimit: ({ retryAfter, timeToReset }) => (retryAfter || timeToReset) > LONGEST_LIMIT_MS,
  }).setToken(token)
  const api = new API(rest)
  return async (request) => {
    const late = new DiscordUnavailable(`no answer in ${LONGEST_MS / 1000} s`)
    using deadline = createDeadline(clock, LONGEST_MS, () => late)
    try {
      return await request(api, { signal: AbortSignal.any([signal, deadline.signal]) })
    } catch (error) {
      signal.throwIfAborted()
      throw deadline.signal.aborted ? late : translate(error)
    }
  }
}
