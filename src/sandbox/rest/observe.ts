import type { RequestHandler } from 'express'
import { bodyOf } from './form.ts'

/** A request to the API as it came: the path without /api/v10, the JSON that was in the body or in payload_json. */
export type ObservedRequest = { method: string; path: string; json: unknown; status: number; answer: unknown }
export type Observer = (request: ObservedRequest) => void

/** Shows each request and what became of it, before the client hears of it. */
export const observe =
  (observer: Observer): RequestHandler =>
  (request, response, next) => {
    const { method, path } = request
    const { json } = bodyOf(request)
    let answer: unknown
    const send = response.json.bind(response)
    response.json = (body) => {
      answer = body
      return send(body)
    }
    response.once('prefinish', () => observer({ method, path, json, status: response.statusCode, answer }))
    next()
  }
