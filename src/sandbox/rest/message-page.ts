import { z } from 'zod'
import type { MessageEntry } from '../world/things.ts'
import { invalidForm } from './errors.ts'
import { snowflake } from './form.ts'

const pageSchema = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  before: snowflake.optional(),
  after: snowflake.optional(),
  around: snowflake.optional(),
})

/** The page of a channel's messages that a query asks for: newest first, whichever end it is taken from. */
export const pageOf = (entries: MessageEntry[], query: unknown) => pageIn(entries, parsePage(query))

const parsePage = (query: unknown) => {
  const parsed = pageSchema.safeParse(query)
  if (parsed.success) return parsed.data
  throw invalidForm({
    limit: { _errors: [{ code: 'NUMBER_TYPE_MAX', message: 'int value should be between 1 and 100.' }] },
  })
}

const pageIn = (entries: MessageEntry[], { limit, before, after, around }: z.infer<typeof pageSchema>) => {
  if (around !== undefined) {
    const older = entries.filter((entry) => idOf(entry) < BigInt(around)).slice(-Math.floor(limit / 2))
    const newer = entries.filter((entry) => idOf(entry) >= BigInt(around)).slice(0, limit - older.length)
    return [...older, ...newer].reverse()
  }
  if (after !== undefined)
    return entries
      .filter((entry) => idOf(entry) > BigInt(after))
      .slice(0, limit)
      .reverse()
  const upTo = before === undefined ? entries : entries.filter((entry) => idOf(entry) < BigInt(before))
  return upTo.slice(-limit).reverse()
}

const idOf = (entry: MessageEntry) => BigInt(entry.message.id)
