import { z } from 'zod'

const count = z.int().min(1).max(1_000).default(1)
const ms = z.int().min(0).max(600_000)
const shard = z.int().min(0).optional()

const request = {
  /** Any method when it's left out. */
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).optional(),
  /** `*` stands for one step, `**` for the rest. */
  path: z.string().startsWith('/').default('/**'),
  count,
  /** So many matching requests are let through first. */
  skip: z.int().min(0).max(1_000).default(0),
}

/** What can be told to go wrong. Those without a count happen at once, or for a time. */
export const faultSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('cut'), code: z.int().min(1000).max(4999).optional(), shard }),
  z.strictObject({ kind: z.literal('reconnect'), shard }),
  z.strictObject({ kind: z.literal('invalid_session'), resumable: z.boolean().default(false), shard }),
  z.strictObject({ kind: z.literal('forget_sessions') }),
  z.strictObject({ kind: z.literal('forget_message'), message: z.string() }),
  z.strictObject({ kind: z.literal('silence'), for_ms: ms, shard }),
  z.strictObject({ kind: z.literal('refuse_connections'), for_ms: ms }),
  z.strictObject({ kind: z.literal('no_hello'), count }),
  z.strictObject({ kind: z.literal('no_heartbeat_ack'), count }),
  z.strictObject({ kind: z.literal('no_resumed'), count }),
  z.strictObject({ kind: z.literal('rest_delay'), ms, ...request }),
  z.strictObject({ kind: z.literal('rest_late'), ms, ...request }),
  z.strictObject({ kind: z.literal('rest_reset'), after_work: z.boolean().default(false), ...request }),
  z.strictObject({
    kind: z.literal('rest_status'),
    status: z.int().min(400).max(599),
    code: z.int().min(0).default(0),
    message: z.string().optional(),
    ...request,
  }),
  z.strictObject({
    kind: z.literal('rest_rate_limit'),
    retry_after_ms: ms,
    scope: z.enum(['user', 'global', 'shared']).default('user'),
    ...request,
  }),
])

export type Fault = z.infer<typeof faultSchema>
export type Momentary = Extract<
  Fault,
  { kind: 'cut' | 'reconnect' | 'invalid_session' | 'forget_sessions' | 'forget_message' }
>
export type Standing = Exclude<Fault, Momentary>
export type RestFault = Extract<Fault, { path: string }>
