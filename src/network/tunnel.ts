import http from 'node:http'
import https from 'node:https'
import { isIP, type Socket } from 'node:net'
import type { ProxyServer } from '../config/outgoing.ts'
import { ChatError } from '../lib/errors.ts'
import { trustAdvice } from './untrusted.ts'

/** Opens a connection through a proxy; null: none stands in the way of this one. */
export type Route = (target: { protocol: string; hostname: string; port: number }) => Promise<Socket> | null

/** A proxy does not let us through. The message says what an operator can do. */
export class ProxyError extends ChatError {}

/** Silence after which a proxy has not answered. */
const SILENCE_MS = 15_000

/** A connection to `target` (host:port) through the proxy. Rejects with ProxyError, or the signal's reason. */
export const openTunnel = (proxy: ProxyServer, target: string, signal: AbortSignal): Promise<Socket> => {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  const { protocol, hostname, port, username, password } = proxy.url()
  const account = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  const host = hostname.replace(/^\[|\]$/g, '')
  const request = (protocol === 'https:' ? https : http).request({
    host,
    port: port || (protocol === 'https:' ? 443 : 80),
    // Else it would be taken from the header, which names the target.
    servername: isIP(host) ? '' : host,
    agent: false,
    method: 'CONNECT',
    path: target,
    headers: {
      host: target,
      ...(account !== ':' && { 'proxy-authorization': `Basic ${Buffer.from(account).toString('base64')}` }),
    },
    timeout: SILENCE_MS,
    signal,
  })
  request.once('connect', ({ statusCode = 0 }, socket: Socket) => {
    socket.setTimeout(0)
    if (statusCode === 200) return resolve(socket)
    socket.destroy()
    reject(refusal(proxy, target, statusCode))
  })
  request.once('timeout', () => request.destroy(new Error(`no answer in ${SILENCE_MS / 1000} s`)))
  request.on('error', (error) => reject(signal.aborted ? signal.reason : failure(proxy, target, error)))
  request.end()
  return promise
}

const refusal = ({ address, variable }: ProxyServer, target: string, status: number) =>
  status === 407
    ? new ProxyError(
        'proxy_account_refused',
        `The proxy ${address} wants a user and a password that it knows (it answers 407): put them into ${variable}, as http://user:password@host:port.`,
      )
    : new ProxyError(
        'proxy_refused',
        `The proxy ${address} does not connect to ${target} (it answers ${status}): allow that there, or put the host into NO_PROXY if it can be reached without the proxy.`,
      )

const failure = ({ address, variable }: ProxyServer, target: string, cause: Error) => {
  const untrusted = trustAdvice(address, cause)
  if (untrusted) return new ProxyError('proxy_untrusted', untrusted, { cause })
  const code = 'code' in cause ? String(cause.code) : cause.message
  return unreachable.has(code)
    ? new ProxyError(
        'proxy_unreachable',
        `The proxy ${address} can't be reached (${code}): check the address in ${variable}, and that the proxy runs and lets this machine in.`,
        { cause },
      )
    : new ProxyError(
        'proxy_silent',
        `The proxy ${address} gives no answer when it is asked for ${target} (${code}): check that ${variable} is the address of an HTTP proxy.`,
        { cause },
      )
}

const unreachable = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
])
