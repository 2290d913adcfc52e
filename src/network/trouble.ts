import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { z } from 'zod'
import type { Outgoing, Proxy } from '../config/outgoing.ts'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../telemetry/log.ts'
import type { Failed } from './websockets.ts'

type Options = { outgoing: Outgoing; clock: Clock; log: Logger }

/** The same is said again after so long. */
const AGAIN_MS = 60_000

/**
 * Says in the log what an operator can do about connections that do not come about because of a proxy or of a
 * certificate: those who wanted them only see that there is no answer.
 */
export const reportTrouble = ({ outgoing, clock, log }: Options) => {
  const saidAt = new Map<string, number>()
  const hear = (failed: Failed) => {
    const advice = adviceFor(failed, outgoing)
    const last = advice === null ? undefined : saidAt.get(advice)
    if (advice === null || (last !== undefined && clock.monotonic() - last < AGAIN_MS)) return
    saidAt.set(advice, clock.monotonic())
    log.warn(advice)
  }
  const hearUndici = (message: unknown) => {
    const { data } = undiciFailed.safeParse(message)
    if (data) hear({ ...data.connectParams, error: data.error })
  }
  subscribe(UNDICI_FAILED, hearUndici)
  return { hear, [Symbol.dispose]: () => void unsubscribe(UNDICI_FAILED, hearUndici) }
}

/** Published by Node's fetch and by every undici that is installed. */
const UNDICI_FAILED = 'undici:client:connectError'
const undiciFailed = z.object({
  connectParams: z.object({ hostname: z.string(), port: z.string(), protocol: z.string() }),
  error: z.instanceof(Error),
})

const adviceFor = ({ hostname, port, protocol, error }: Failed, outgoing: Outgoing): string | null => {
  const target = `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`
  const code = 'code' in error ? String(error.code) : ''
  if (untrusted.has(code))
    return `${target} shows a certificate that isn't trusted (${code}). If a proxy or a firewall looks into connections here, set NODE_EXTRA_CA_CERTS to a file with the certificate of its authority.`
  const proxy = proxyFor({ hostname, target, protocol }, outgoing)
  if (!proxy) return null
  const { name, host } = proxy
  if (unreachable.has(code))
    return `The proxy ${host} can't be reached (${code}): check the address in ${name}, and that the proxy runs and lets this machine in.`
  const status = statusOf(error)
  if (status === 407)
    return `The proxy ${host} wants a user and a password that it knows (it answers 407): put them into ${name}, as http://user:password@host:port.`
  if (status !== null)
    return `The proxy ${host} does not connect to ${target} (it answers ${status}): allow that there, or put the host into NO_PROXY if it can be reached without the proxy.`
  if (speechless.has(code))
    return `The proxy ${host} gives no answer when it is asked for ${target} (${code}): check that ${name} is the address of an HTTP proxy.`
  return null
}

type Target = { hostname: string; target: string; protocol: string }

/** undici tells of a failed connection to the proxy as of any other. */
const proxyFor = ({ hostname, target, protocol }: Target, outgoing: Outgoing): Proxy | null => {
  const { httpsProxy, httpProxy, direct } = outgoing
  const itself = [httpsProxy, httpProxy].find((proxy) => proxy?.host === target)
  if (itself) return itself
  if (direct.some((name) => [hostname, target].includes(name) || hostname.endsWith(`.${name}`))) return null
  return protocol === 'https:' ? httpsProxy : httpProxy
}

/** What the proxy answered to CONNECT. undici says it in words alone. */
const statusOf = (error: Error): number | null => {
  if ('statusCode' in error) return Number(error.statusCode)
  const [, status] = /^Proxy response \((\d+)\)/.exec(error.message) ?? []
  return status === undefined ? null : Number(status)
}

const untrusted = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
])
const unreachable = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
])
const speechless = new Set(['ERR_PROXY_TUNNEL', 'UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'])
