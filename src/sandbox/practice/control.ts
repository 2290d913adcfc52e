import { json, Router, type ErrorRequestHandler, type Response } from 'express'
import { z } from 'zod'
import { readFault } from './fault-spec.ts'
import type { Faults } from './faults.ts'
import type { Requests } from './record.ts'
import type { Pace, PaceChange } from './script.ts'

const milliseconds = z.int().min(0).max(600_000)
const settings = z.strictObject({ first_token_ms: milliseconds, chunk_ms: milliseconds }).partial()

type Controlled = {
  faults: Faults
  requests: Requests
  pace: () => Pace
  setPace: (pace: PaceChange) => Pace
}

/** How a person with curl makes the practice provider fail: docs/practice-provider.md. */
export const createControl = ({ faults, requests, pace, setPace }: Controlled): Router => {
  const router = Router()
  router.use(json())
  router
    .route('/faults')
    .get((_request, response) => void response.json(faults.list()))
    .delete((_request, response) => {
      faults.clear()
      response.status(204).end()
    })
    .post((request, response) => {
      const fault = readFault(request.body)
      if (typeof fault === 'string') refuse(response, 400, fault)
      else response.status(201).json({ id: faults.add(fault).id })
    })
  router.delete('/faults/:id', ({ params }, response) => {
    if (faults.remove(params.id)) response.status(204).end()
    else refuse(response, 404, `There is no fault ${params.id}: GET /practice/faults lists those that stand.`)
  })
  router.get('/requests', (_request, response) => void response.json(requests.counts()))
  router
    .route('/settings')
    .get((_request, response) => void response.json(pace()))
    .patch((request, response) => {
      const { success, data } = settings.safeParse(request.body)
      if (success) response.json(setPace(data))
      else refuse(response, 400, 'Allowed are first_token_ms and chunk_ms: whole milliseconds up to 600000.')
    })
  router.use(({ method, originalUrl }, response) => {
    refuse(response, 404, `Nothing answers ${method} ${originalUrl}: see docs/practice-provider.md.`)
  })
  router.use(unreadable)
  return router
}

const refuse = (response: Response, status: number, error: string) =>
  void response.status(status).json({ error })

/** express calls a handler with four parameters for errors alone. */
const unreadable: ErrorRequestHandler = (_error, _request, response, _next) =>
  refuse(response, 400, 'The body is not JSON.')
