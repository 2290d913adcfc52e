import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express'
import { createDeadline, type Clock } from '../lib/clock.ts'
import { ChatError, TimeoutError } from '../lib/errors.ts'
import type { HealthRegistry } from '../telemetry/health.ts'
import type { Logger } from '../telemetry/log.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { overall, unready, type Parts } from './readiness.ts'
import { pageStyleHash, renderStatusPage } from './status-page.ts'

export type OpsParts = {
  health: HealthRegistry
  metrics: Metrics
  version: string
  stats: () => Promise<unknown>
  clock: Clock
  log: Logger
}

/** The longest that a request is worked on: a probe must hear in time what is wrong. */
const PROBE_MS = 2000
const READ_MS = 10_000

/** Everything that the operator's port answers. Nothing here changes anything, and nothing asks who is there. */
export const createRoutes = ({ health, metrics, version, stats, clock, log }: OpsParts): Express => {
  const startedAt = clock.monotonic()
  const uptime = () => Math.floor((clock.monotonic() - startedAt) / 1000)
  const readParts = () => within(clock, PROBE_MS, 'The health checks', health.read())

  const app = express()
  app.disable('x-powered-by').disable('etag').set('query parser', false)
  app.use((_request, response, next) => {
    response.set(safeHeaders)
    next()
  })

  app.get('/livez', (_request, response) => void response.type('text').send('ok\n'))

  app.get('/readyz', async (request, response) => sendReadiness(request, response, await readParts()))

  app.get('/health', async (_request, response) => {
    const parts = await readParts()
    response.json({ ...parts, status: overall(parts), version, uptime: uptime() })
  })

  app.get('/stats', async (_request, response) => {
    response.json(await within(clock, READ_MS, 'The statistics', stats()))
  })

  app.get('/metrics', async (_request, response) => {
    const text = await within(clock, READ_MS, 'The metrics', metrics.expose())
    response.set('Content-Type', metrics.contentType).send(text)
  })

  app.get('/', async (_request, response) => {
    const counts = within(clock, PROBE_MS, 'The statistics', stats()).catch(() => null)
    const page = renderStatusPage({
      version,
      uptime: uptime(),
      parts: await readParts(),
      counts: await counts,
    })
    response.set('Content-Security-Policy', pagePolicy).type('html').send(page)
  })

  app.use((request, response) => {
    response.status(404).json({ error: `There is nothing at ${request.method} ${request.path}.` })
  })

  const onError: ErrorRequestHandler = (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error)
    // Our own errors say what is the matter, and hold nothing that isn't the operator's to know.
    const isOurs = error instanceof ChatError
    log.warn({ err: error, path: request.path }, "A request to the operator's port failed.")
    response.status(isOurs ? 503 : 500).json({ error: isOurs ? error.message : 'See the log.' })
  }
  return app.use(onError)
}

const sendReadiness = (request: Request, response: Response, parts: Parts) => {
  const failing = unready(parts)
  const isReady = failing.length === 0
  response.status(isReady ? 200 : 503)
  if (request.accepts(['text', 'json']) === 'json') {
    response.json({ status: isReady ? 'ready' : 'not ready', parts })
    return
  }
  const lines = failing.map(({ name, reason }) => `${name}: ${reason}`)
  response.type('text').send([isReady ? 'ready' : 'not ready', ...lines, ''].join('\n'))
}

const within = async <T>(clock: Clock, ms: number, what: string, work: Promise<T>): Promise<T> => {
  const late = () => new TimeoutError('late', `${what} took longer than ${ms / 1000} s.`)
  using deadline = createDeadline(clock, ms, late)
  const tooLate = Promise.withResolvers<never>()
  deadline.signal.addEventListener('abort', () => tooLate.reject(deadline.signal.reason))
  return await Promise.race([work, tooLate.promise])
}

const policy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
const pagePolicy = `${policy}; style-src '${pageStyleHash}'; img-src data:`

const safeHeaders = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': policy,
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
}
