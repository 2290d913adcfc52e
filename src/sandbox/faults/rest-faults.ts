import type { RequestHandler } from 'express'
import { DiscordError } from '../rest/errors.ts'
import type { World } from '../world/world.ts'
import type { RestFault } from './fault.ts'
import type { Faults } from './faults.ts'

/** Lets requests wait or fail as they were told to, before anything else looks at them. */
export const restFaults =
  (world: World, faults: Faults): RequestHandler =>
  async (request, response, next) => {
    const { clock, settings } = world
    const { method, path, socket } = request
    const fits = (fault: RestFault) => {
      if (fault.method !== undefined && fault.method !== method) return false
      if (!patternOf(fault.path).test(path)) return false
      if (fault.skip === 0) return true
      fault.skip -= 1
      return false
    }
    if (settings.latencyMs > 0) await clock.sleep(settings.latencyMs)
    const delayed = faults.take('rest_delay', fits)
    if (delayed) await clock.sleep(delayed.ms)
    const refused = faults.take('rest_status', fits)
    if (refused)
      throw new DiscordError(
        refused.status,
        refused.code,
        refused.message ?? `${refused.status}: Told to fail`,
      )
    const limited = faults.take('rest_rate_limit', fits)
    if (limited) {
      const seconds = limited.retry_after_ms / 1000
      response.set({ 'retry-after': String(Math.ceil(seconds)), 'x-ratelimit-scope': limited.scope })
      if (limited.scope === 'global') response.set('x-ratelimit-global', 'true')
      const message = 'You are being rate limited.'
      return void response
        .status(429)
        .json({ message, retry_after: seconds, global: limited.scope === 'global' })
    }
    const reset = faults.take('rest_reset', fits)
    if (reset && !reset.after_work) return void socket.resetAndDestroy()
    const late = faults.take('rest_late', fits)
    const end = response.end.bind(response)
    if (late)
      response.end = (body?: unknown) => {
        clock.after(late.ms, () => end(body))
        return response
      }
    if (reset)
      response.end = () => {
        socket.resetAndDestroy()
        return response
      }
    next()
  }

const patternOf = (path: string) => {
  const steps = path.split('/').map((step) => {
    if (step === '**') return '.*'
    return step === '*' || step.startsWith(':') || /^\{.*\}$/.test(step) ? '[^/]+' : RegExp.escape(step)
  })
  return new RegExp(`^${steps.join('/')}$`)
}
