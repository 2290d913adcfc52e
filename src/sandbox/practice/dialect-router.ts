import { json, Router, type ErrorRequestHandler } from 'express'
import { complete, refuse, type Practice } from './completions.ts'
import type { Dialect } from './dialect.ts'
import { refusalOfKey } from './keys.ts'

/** One provider's API, below its base path. */
export const dialectRouter = (practice: Practice, dialect: Dialect, completions: string): Router => {
  const router = Router()
  router.use(json({ limit: '32mb', type: () => true }), unreadable(dialect))
  router.post(completions, (request, response) => complete(practice, dialect, request, response))
  router.get('/models', (request, response) => {
    const refusal = refusalOfKey(dialect.keyOf(request))
    if (refusal) refuse(dialect, refusal, response)
    else response.json(dialect.models)
  })
  router.use(({ method, originalUrl }, response) => {
    const [path = ''] = originalUrl.split('?')
    refuse(dialect, { is: 'unknown_url', method, path }, response)
  })
  return router
}

/** express calls a handler with four parameters for errors alone. */
const unreadable =
  (dialect: Dialect): ErrorRequestHandler =>
  (_error, _request, response, _next) => {
    const message = 'We could not parse the JSON body of your request.'
    refuse(dialect, { is: 'bad_request', message, param: null, code: null }, response)
  }
