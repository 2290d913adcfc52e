import type { RequestHandler } from 'express'
import { bodyOf } from './form.ts'

/** A request to the API as it came: the path without /api/v10, the JSON that was in the body or in payload_json. */
export type ObservedRequest = { method: string; path: string; json: unknown; status: number; answer: unknown }
export type Observer = (request: ObservedRequest) => void

/** Answers as plain application/json: express would add a charset, by which some clients no longer know it for JSON. */
export const plainJson: RequestHandler = (_request, response, next) => {
  response.json = (body: unknown) => {
    response.locals['answer'] = body
    response.setHeader('content-type', 'application/json')
    return response.end(JSON.stringify(body))
  }
  next()
}

/** Shows each request that was let in and what became of it, before the client hears of it. */
export const observe =
  (observer: Observer): RequestHandler =>
  (request, response, next) => {
    const { method, path } = request
    const { json } = bodyOf(request)
    response.once('prefinish', () =>
      observer({ method, path, json, status: response.statusCode, answer: response.locals['answer'] }),
    )
    next()
  }
