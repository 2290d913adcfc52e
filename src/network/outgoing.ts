import tls from 'node:tls'
import type { Outgoing } from '../config/outgoing.ts'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../telemetry/log.ts'
import { useProxies } from './proxies.ts'
import { reportTrouble } from './trouble.ts'
import { tunnelWebSockets } from './websockets.ts'

type Options = { outgoing: Outgoing; clock: Clock; log: Logger }

/**
 * Makes all connections of this process go as the operator says: those of fetch, of Discord's requests and of its
 * gateway through the proxies, and all of them, Postgres' as well, with trust in the further authorities. This holds
 * for the whole process, not for one app in it; disposing it restores what was before, and so goes last in, first out.
 */
export const startOutgoing = ({ outgoing, clock, log }: Options): AsyncDisposable => {
  const { httpsProxy, httpProxy, authorities } = outgoing
  const stack = new AsyncDisposableStack()
  if (authorities.length > 0) stack.defer(trust(authorities))
  const { hear } = stack.use(reportTrouble({ outgoing, clock, log }))
  if (httpsProxy ?? httpProxy) {
    stack.use(useProxies(outgoing))
    stack.use(tunnelWebSockets(hear))
    log.info(
      { https: httpsProxy?.host ?? 'directly', http: httpProxy?.host ?? 'directly' },
      'Connections leave through a proxy.',
    )
  }
  return stack
}

const trust = (authorities: readonly string[]) => {
  const before = tls.getCACertificates('default')
  tls.setDefaultCACertificates([...before, ...authorities])
  return () => tls.setDefaultCACertificates(before)
}
