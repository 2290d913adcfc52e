import type { APIAttachment } from 'discord-api-types/v10'
import type { FetchFile, FileRef } from '../chat/contract.ts'
import { createDeadline, type Clock } from '../lib/clock.ts'
import { TimeoutError } from '../lib/errors.ts'
import type { Logger } from '../telemetry/log.ts'

/** A file as Discord tells of it, with a message or with a command. */
export const fileOf = ({ id, filename, url, size, content_type }: APIAttachment): FileRef => ({
  id,
  name: filename,
  url,
  size,
  contentType: content_type ?? null,
})

type Options = {
  /** Discord's API. Where that isn't Discord's own (the sandbox), its attachments come from the same origin. */
  apiUrl: string
  clock: Clock
  log: Logger
}

const PATIENCE_MS = 10_000

/**
 * Fetches what is attached to messages, by the process' own way out, from Discord's hosts alone: an address is what a
 * message says, and this process may reach what nobody else can. Neither addresses nor names are logged.
 */
export const createFetchFile = ({ apiUrl, clock, log: parent }: Options): FetchFile => {
  const log = parent.child({ module: 'discord' })
  const origins = originsBeside(apiUrl)

  const outOfReach = (reason: string | number) => {
    log.warn({ reason }, 'A file that is attached to a question could not be fetched.')
    return 'out_of_reach' as const
  }

  return async ({ url }, maxBytes, signal) => {
    signal.throwIfAborted()
    if (!URL.canParse(url) || !origins.has(new URL(url).origin)) return outOfReach('foreign_host')
    using deadline = createDeadline(clock, PATIENCE_MS, () => new TimeoutError('file_timeout', 'too slow'))
    try {
      const either = AbortSignal.any([signal, deadline.signal])
      const response = await fetch(url, { redirect: 'error', signal: either })
      const size = Number(response.headers.get('content-length') ?? 0)
      if (response.ok && size <= maxBytes) return await readUpTo(response, maxBytes)
      await response.body?.cancel()
      return response.ok ? 'too_large' : outOfReach(response.status)
    } catch (error) {
      signal.throwIfAborted()
      return outOfReach(deadline.signal.aborted ? 'timeout' : codeOf(error))
    }
  }
}

const discordsOwn = ['https://cdn.discordapp.com', 'https://media.discordapp.net']

const originsBeside = (apiUrl: string): ReadonlySet<string> => {
  const { origin, hostname } = new URL(apiUrl)
  return new Set(hostname === 'discord.com' ? discordsOwn : [...discordsOwn, origin])
}

/** Not even a body that is longer than its headers say, or that unpacks to more, is read further than that. */
const readUpTo = async (response: Response, maxBytes: number) => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > maxBytes) return 'too_large'
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** The words of an error may hold the address. */
const codeOf = (error: unknown) => {
  const { cause } = error instanceof Error ? error : {}
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.name
  return error instanceof Error ? error.name : 'unknown'
}
