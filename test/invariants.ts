import { expect } from 'vitest'
import { z } from 'zod'
import type { ObservedRequest } from '../src/sandbox/rest/observe.ts'
import { createApiDescription } from './discord-api-description.ts'

export type LogLine = Record<string, unknown> & { level: string; msg: string; turn?: string }

type Traces = {
  lines: readonly LogLine[]
  requests: readonly ObservedRequest[]
  /** What opens doors. */
  secrets: readonly string[]
  /** What people wrote. */
  said: readonly string[]
  /** Which errors a test brings about; others are mistakes. */
  errors: RegExp | null
}

/** What holds whatever a test is about, looked at when the bot has stopped. */
export const expectInOrder = ({ lines, requests, secrets, said, errors }: Traces) => {
  const log = lines.map((line) => JSON.stringify(line))
  const written = requests.flatMap(({ json }) => z.object({ content: z.string() }).safeParse(json).data ?? [])
  const unspeakable = [...secrets, ...said, ...written.map(({ content }) => content)].filter(isTelling)
  expect(unspeakable.filter((text) => log.some((line) => line.includes(text)))).toEqual([])
  expect(lines.filter(({ level, msg }) => level === 'error' && !errors?.test(msg))).toEqual([])
  const description = (read ??= createApiDescription())
  const mistakes = requests.flatMap(({ method, path, json }) => description?.check(method, path, json) ?? [])
  expect(mistakes).toEqual([])
}

/** A short word may stand in a log by chance. */
const isTelling = (text: string) => text.length > 8

let read: ReturnType<typeof createApiDescription> | undefined
