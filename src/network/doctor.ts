import { z } from 'zod'
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
  findings: readonly Finding[]
  /** Whether it's worth asking Discord anything. */
  isReached: boolean
  /** Discord's clock. */
  reading: ClockReading | null
}

/**
 * Whether Discord's API and its gateway, which is another host, are reached from here by the way that `outgoing` has
 * made for this process, and which way that is. Rejects only with the signal's reason.
 */
export const examineNetwork = async (options: Options): Promise<ExaminedNetwork> => {
  // The one request for which Discord wants no token.
  const api = await reach(`${options.apiUrl}/v10/gateway`, "Discord's API", options)
  const { status, body, reading } = api
  if (status === null) return { findings: [api.finding], isReached: false, reading }
  const gateway = gatewayIn(body)
  if (gateway === null) return { findings: [unlikeDiscord(status, options)], isReached: false, reading: null }
  const { finding } = await reach(gateway, "Discord's gateway", options)
  return { findings: [api.finding, finding], isReached: true, reading }
}

/** Where a WebSocket would be opened; asked by HTTP it says no, which is an answer. */
const gatewayIn = (body: string): string | null => {
  try {
    return answer.parse(JSON.parse(body)).url.replace(/^ws/, 'http')
  } catch {
    return null
  }
}

const unlikeDiscord = (status: number, { apiUrl, needed }: Options): Finding =>
  (needed ? problem : warning)(
    status === 429
      ? "Discord's API wants no requests from this address for a while (HTTP 429), after too many that it refused: wait an hour, and find out who here sends them."
      : `What answers at ${apiUrl} isn't Discord's API (HTTP ${status}): it is failing (see discordstatus.com), a filter or a sign-in page answers in its place, or DISCORD_API_URL leads elsewhere.`,
  )

const answer = z.object({ url: z.string().regex(/^wss?:\/\//) })

type Reached = { finding: Finding; status: number | null; body: string; reading: ClockReading | null }

/** A second more than a proxy that says nothing is given, so that what is said of it is heard. */
const LONGEST_MS = 16_000

/** Any answer will do. */
const reach = async (url: string, who: string, options: Options): Promise<Reached> => {
  const { outgoing, needed, version, clock, signal } = options
  const address = new URL(url)
  const name = `${who} (${address.hostname}:${portOf(address)})`
  using deadline = createDeadline(
    clock,
    LONGEST_MS,
    () => new TimeoutError('no_answer', `no answer in ${LONGEST_MS / 1000} s`),
  )
  const asked = clock.now()
  const startedAt = clock.monotonic()
  try {
    const response = await fetch(address, {
      // Discord turns away whoever says not in this way who asks.
      headers: { 'user-agent': `DiscordBot (https://discord.js.org, ${version})` },
      signal: AbortSignal.any([signal, deadline.signal]),
    })
    const answered = clock.now()
    const ms = Math.round(clock.monotonic() - startedAt)
    return {
      finding: ok(`${name} is reached ${wayOf(address, outgoing)}, in ${ms} ms.`),
      status: response.status,
      body: await response.text(),
      reading: readingOf(response, asked, answered),
    }
  } catch (error) {
    signal.throwIfAborted()
    const finding = (needed ? problem : warning)(adviceOn(error, address, name))
    return { finding, status: null, body: '', reading: null }
  }
}

const portOf = ({ port, protocol }: URL) => Number(port) || (protocol === 'https:' ? 443 : 80)

const wayOf = (address: URL, outgoing: Outgoing) => {
  const proxy = proxyFor(address, outgoing)
  if (proxy) return `through the proxy ${proxy.address} (${proxy.variable})`
  return outgoing.httpsProxy ? `directly, past the proxy ${outgoing.httpsProxy.address}` : 'directly'
}

const proxyFor = (address: URL, { httpsProxy, httpProxy, isDirect }: Outgoing): ProxyServer | null => {
  const proxy = address.protocol === 'https:' ? httpsProxy : httpProxy
  return proxy && !isDirect(address.hostname, portOf(address)) ? proxy : null
}

const readingOf = (response: Response, asked: number, answered: number): ClockReading | null => {
  const said = Date.parse(response.headers.get('date') ?? '')
  return Number.isNaN(said) ? null : { whose: "Discord's", said, resolution: 1000, asked, answered }
}

/** fetch hides what happened in the cause of its error. */
const adviceOn = (error: unknown, address: URL, name: string): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (cause instanceof ProxyError) return cause.message
  if (!(cause instanceof Error)) return `${name} can't be reached.`
  const reason = 'code' in cause ? String(cause.code) : cause.message
  return (
    trustAdvice(`${address.hostname}:${portOf(address)}`, cause) ??
    `${name} can't be reached (${reason}): check that this machine may connect there; where nothing gets out but through a proxy, name it in HTTPS_PROXY.`
  )
}
