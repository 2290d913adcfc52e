import type { Outgoing, ProxyServer } from '../config/outgoing.ts'
import { createDeadline, type Clock } from '../lib/clock.ts'
import type { ClockReading } from '../lib/clock-reading.ts'
import { TimeoutError } from '../lib/errors.ts'
import { findingsAbout, type Finding } from '../lib/finding.ts'
import { ProxyError } from './tunnel.ts'
import { trustAdvice } from './untrusted.ts'

const { ok, warning, problem } = findingsAbout('network')

type Options = {
  outgoing: Outgoing
  /** Discord's API, without the version. */
  apiUrl: string
  /** False where the sandbox stands in for Discord. */
  needed: boolean
  version: string
  clock: Clock
  signal: AbortSignal
}

export type ExaminedNetwork = {
  finding: Finding
  /** Discord's clock; null: it could not be reached. */
  reading: ClockReading | null
}

/** A second more than a proxy that says nothing is given, so that what is said of it is heard. */
const LONGEST_MS = 16_000

/** Whether Discord is reached from here, by the way that `outgoing` has made for this process, and which way that is. */
export const examineNetwork = async (options: Options): Promise<ExaminedNetwork> => {
  const { outgoing, apiUrl, needed, version, clock, signal } = options
  const address = new URL(apiUrl)
  const target = `${address.hostname}:${portOf(address)}`
  const proxy = proxyFor(outgoing, address)
  using deadline = createDeadline(
    clock,
    LONGEST_MS,
    () => new TimeoutError('no_answer', `no answer in ${LONGEST_MS / 1000} s`),
  )
  const asked = clock.now()
  const startedAt = clock.monotonic()
  try {
    // The one request for which Discord wants no token.
    const response = await fetch(`${apiUrl}/v10/gateway`, {
      headers: { 'user-agent': `DiscordBot (https://discord.js.org, ${version})` },
      signal: AbortSignal.any([signal, deadline.signal]),
    })
    const answered = clock.now()
    await response.body?.cancel()
    const ms = Math.round(clock.monotonic() - startedAt)
    return {
      finding: ok(`Discord (${target}) is reached ${wayOf(proxy, outgoing)}, in ${ms} ms.`),
      reading: readingOf(response, asked, answered),
    }
  } catch (error) {
    signal.throwIfAborted()
    return { finding: (needed ? problem : warning)(adviceOn(error, target)), reading: null }
  }
}

const portOf = ({ port, protocol }: URL) => Number(port) || (protocol === 'https:' ? 443 : 80)

const proxyFor = ({ httpsProxy, httpProxy, isDirect }: Outgoing, address: URL): ProxyServer | null => {
  const proxy = address.protocol === 'https:' ? httpsProxy : httpProxy
  return proxy && !isDirect(address.hostname, portOf(address)) ? proxy : null
}

const wayOf = (proxy: ProxyServer | null, { httpsProxy }: Outgoing) => {
  if (proxy) return `through the proxy ${proxy.address} (${proxy.variable})`
  return httpsProxy
    ? `directly, past the proxy ${httpsProxy.address}`
    : 'directly: HTTPS_PROXY names no proxy'
}

const readingOf = (response: Response, asked: number, answered: number): ClockReading | null => {
  const said = Date.parse(response.headers.get('date') ?? '')
  return Number.isNaN(said) ? null : { whose: "Discord's", said, resolution: 1000, asked, answered }
}

/** fetch hides what happened in the cause of its error. */
const adviceOn = (error: unknown, target: string): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (cause instanceof ProxyError) return cause.message
  const untrusted = cause instanceof Error ? trustAdvice(target, cause) : null
  if (untrusted) return untrusted
  const reason =
    cause instanceof Error ? ('code' in cause ? String(cause.code) : cause.message) : String(cause)
  return `Discord (${target}) can't be reached (${reason}): check that this machine may connect there; where nothing gets out but through a proxy, name it in HTTPS_PROXY.`
}
