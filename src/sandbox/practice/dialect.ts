import type { Request } from 'express'
import type { Answer, ProviderName, Question, Refusal } from './question.ts'

/** A piece of a response's body; those of one response, joined, are the body. */
export type Frame = { is: 'head' | 'text' | 'finish' | 'usage' | 'done' | 'noise'; text: string }

export type Refused = { status: number; headers: Record<string, string>; body: string }

/** How one provider puts things on the wire. */
export type Dialect = {
  provider: ProviderName
  /** '' if there is none. */
  keyOf(request: Request): string
  parse(request: Request, key: string): Question | Refusal
  headers(answer: Answer): Record<string, string>
  frames(answer: Answer): Frame[]
  refuse(refusal: Refusal): Refused
  /** An event that says that a stream which began well has failed. */
  errorFrame: string
  /** An event whose data isn't JSON. */
  malformedFrame: string
  /** The body of GET …/models. */
  models: object
}

/** A server-sent event. */
export const event = (data: unknown, end = '\n\n') => `data: ${JSON.stringify(data)}${end}`
