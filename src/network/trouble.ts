import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { z } from 'zod'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../telemetry/log.ts'
import { ProxyError } from './tunnel.ts'
import { trustAdvice } from './untrusted.ts'

/** Hears why a connection to `target` (host:port) did not come about. */
export type Hear = (target: string, error: Error) => void

/** The same is said again after so long. */
const AGAIN_MS = 60_000

/**
 * Says in the log what an operator can do about connections that do not come about because of a proxy or of a
 * certificate: whoever wanted them often sees no more than that there is no answer.
 */
export const reportTrouble = ({ clock, log }: { clock: Clock; log: Logger }): Disposable & { hear: Hear } => {
  const saidAt = new Map<string, number>()
  const hear: Hear = (target, error) => {
    const advice = error instanceof ProxyError ? error.message : trustAdvice(target, error)
    if (advice === null || clock.monotonic() - (saidAt.get(advice) ?? -Infinity) < AGAIN_MS) return
    saidAt.set(advice, clock.monotonic())
    log.warn(advice)
  }
  const hearUndici = (message: unknown) => {
    const { data } = undiciFailed.safeParse(message)
    if (data) hear(targetOf(data.connectParams), data.error)
  }
  subscribe(UNDICI_FAILED, hearUndici)
  return { hear, [Symbol.dispose]: () => void unsubscribe(UNDICI_FAILED, hearUndici) }
}

/** Node's fetch and every undici that is installed publish it. */
const UNDICI_FAILED = 'undici:client:connectError'
const connectParams = z.object({ hostname: z.string(), port: z.string(), protocol: z.string() })
const undiciFailed = z.object({ connectParams, error: z.instanceof(Error) })

const targetOf = ({ hostname, port, protocol }: z.infer<typeof connectParams>) =>
  `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`
