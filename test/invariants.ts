import { expect } from 'vitest'
import type { ObservedRequest } from '../src/sandbox/rest/observe.ts'
import { createApiDescription } from './discord-api-description.ts'

export type LogLine = Record<string, unknown> & { level: string; msg: string; turn?: string }

type Traces = {
  lines: readonly LogLine[]
  requests: readonly ObservedRequest[]
  /** What people wrote, and what opens doors. */
  secrets: readonly string[]
  /** Which errors a test brings about; others are mistakes. */
  errors: RegExp | null
}

/** What holds whatever a test is about, looked at when the bot has stopped. */
export const expectInOrder = ({ lines, requests, secrets, errors }: Traces) => {
  const log = lines.map((line) => JSON.stringify(line))
  expect(secrets.filter((secret) => isTelling(secret) && log.some((line) => line.includes(secret)))).toEqual(
    [],
  )
  expect(lines.filter(({ level, msg }) => level === 'error' && !errors?.test(msg))).toEqual([])
  const description = (read ??= createApiDescription())
  const mistakes = requests.flatMap(({ method, path, json }) => description?.check(method, path, json) ?? [])
  expect(mistakes).toEqual([])
}

/** A short word may stand in a log by chance. */
const isTelling = (secret: string) => secret.length > 8

let read: ReturnType<typeof createApiDescription> | undefined
