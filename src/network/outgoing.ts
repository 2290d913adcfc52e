import tls from 'node:tls'
import type { Outgoing } from '../config/outgoing.ts'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../telemetry/log.ts'
import { routeRequests } from './requests.ts'
import { reportTrouble } from './trouble.ts'
import { openTunnel, type Route } from './tunnel.ts'
import { routeWebSockets } from './websockets.ts'

type Options = { outgoing: Outgoing; clock: Clock; log: Logger }

/**
 * Makes all connections of this process go as the operator says: those of fetch, of Discord's requests and of its
 * gateway through the proxies, and all of them, Postgres' as well, with trust in the further authorities. This holds
 * for the whole process, not for one app in it: disposing it restores what was before, so last in, first out.
 */
export const startOutgoing = ({ outgoing, clock, log: parent }: Options): AsyncDisposable => {
  const log = parent.child({ module: 'network' })
  const { httpsProxy, httpProxy, isDirect, authorities } = outgoing
  const stack = new AsyncDisposableStack()
  if (authorities.length > 0) stack.defer(trust(authorities))
  const trouble = stack.use(reportTrouble({ clock, log }))
  if (!httpsProxy) return stack

  const stopping = new AbortController()
  const route: Route = ({ protocol, hostname, port }) => {
    const proxy = protocol === 'https:' ? httpsProxy : httpProxy
    if (!proxy || isDirect(hostname, port)) return null
    const host = hostname.includes(':') ? `[${hostname}]` : hostname
    return openTunnel(proxy, `${host}:${port}`, stopping.signal)
  }
  stack.use(routeRequests(route))
  stack.use(routeWebSockets(route, trouble.hear))
  stack.defer(() => stopping.abort(new Error('connections are ended')))
  log.info(
    { https: httpsProxy.address, http: httpProxy?.address ?? null },
    'Connections leave through a proxy.',
  )
  return stack
}

const trust = (authorities: readonly string[]) => {
  const before = tls.getCACertificates('default')
  tls.setDefaultCACertificates([...before, ...authorities])
  return () => tls.setDefaultCACertificates(before)
}
