import type { Request, Response } from 'express'
import type { Clock } from '../../lib/clock.ts'
import { answerTo } from './answer.ts'
import type { Dialect } from './dialect.ts'
import type { Fault } from './fault-spec.ts'
import type { Faults } from './faults.ts'
import { refusalOfKey } from './keys.ts'
import { pause, play, silence } from './play.ts'
import type { Question, Refusal } from './question.ts'
import type { Recorder } from './record.ts'
import { refusalOf } from './refusals.ts'
import { scriptOf, type Pace } from './script.ts'

export type Practice = {
  clock: Clock
  random: () => number
  pace: () => Pace
  faults: Faults
  recorder: Recorder
}

/** Answers one request for a completion, or fails as it was told to. */
export const complete = async (
  practice: Practice,
  dialect: Dialect,
  request: Request,
  response: Response,
) => {
  const { headers, body } = request
  const key = dialect.keyOf(request)
  const question = dialect.parse(request, key)
  // Like the real ones it judges the key before the rest.
  if ('is' in question) return refuse(dialect, refusalOfKey(key) ?? question, response)
  const fault = practice.faults.take(question)
  const at = practice.clock.now()
  const ended = practice.recorder.add({ at, question, headers, body, fault: fault?.fault ?? null })
  const left = leftBy(response)
  try {
    await respond(practice, { dialect, question, fault, response, left })
  } catch (error) {
    if (!left.aborted) throw error
  } finally {
    ended(left.aborted ? 'left' : 'ended')
  }
}

export const refuse = (dialect: Dialect, refusal: Refusal, response: Response) => {
  const { status, headers, body } = dialect.refuse(refusal)
  response.writeHead(status, headers).end(body)
}

/** Aborts when the client has gone away before the end. */
const leftBy = (response: Response) => {
  const controller = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) controller.abort()
  })
  return controller.signal
}

type Exchange = {
  dialect: Dialect
  question: Question
  fault: Fault | null
  response: Response
  left: AbortSignal
}

const respond = async ({ clock, random, pace }: Practice, exchange: Exchange) => {
  const { dialect, question, fault, response, left } = exchange
  if (fault && fault.fault !== 'slow_first_token') await pause(clock, fault.delay_ms, left)
  if (fault?.fault === 'no_headers') return silence(left)
  if (fault?.fault === 'connection_reset') return void response.socket?.resetAndDestroy()
  if (fault?.fault === 'connection_closed') return void response.socket?.destroy()
  const refusal = refusalOf(question, fault)
  if (refusal) return refuse(dialect, refusal, response)
  const answer = answerTo(question, fault, { id: randomId(random), at: clock.now(), random })
  response.writeHead(200, dialect.headers(answer))
  await play(scriptOf(answer, dialect, pace(), fault), response, clock, left)
}

const randomId = (random: () => number) =>
  Array.from({ length: 29 }, () => ALPHABET[Math.floor(random() * ALPHABET.length)]).join('')

const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
