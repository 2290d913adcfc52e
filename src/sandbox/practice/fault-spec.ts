import { z } from 'zod'
import { providerNames } from './question.ts'

const common = {
  provider: z.enum([...providerNames, 'all']).default('all'),
  model: z.string().min(1).optional(),
  /** The key's last characters. */
  key: z.string().min(1).optional(),
  /** How many requests it strikes; 0 or 'always': all, until it is removed. */
  times: z.union([z.int().min(0), z.literal('always').transform(() => 0)]).default(1),
  /** Milliseconds before anything else happens. */
  delay_ms: z.int().min(0).max(3_600_000).default(0),
}

/** Seconds. */
const seconds = z.number().min(0).max(86_400).optional()
/** How many pieces of text come before it. */
const after = (usual: number) => z.int().min(0).default(usual)
const failed = z.int().min(500).max(599)
const named = <const Names extends readonly [string, ...string[]]>(...names: Names) => z.enum(names)

const kinds = [
  z.strictObject({ fault: named('bad_key'), status: z.literal([401, 403]).default(401), ...common }),
  z.strictObject({ fault: named('payment_required', 'insufficient_quota'), ...common }),
  z.strictObject({ fault: named('model_missing', 'context_too_long', 'images_unseen'), ...common }),
  z.strictObject({ fault: named('rate_limited'), retry_after: seconds, reset_after: seconds, ...common }),
  z.strictObject({
    fault: named('server_error'),
    status: failed.default(500),
    retry_after: seconds,
    ...common,
  }),
  z.strictObject({
    fault: named('overloaded'),
    status: failed.default(503),
    retry_after: seconds,
    ...common,
  }),
  z.strictObject({ fault: named('connection_reset', 'connection_closed', 'no_headers'), ...common }),
  z.strictObject({ fault: named('slow_first_token'), ...common, delay_ms: common.delay_ms.default(15_000) }),
  z.strictObject({ fault: named('idle', 'cut', 'clean_cut', 'length'), after: after(3), ...common }),
  z.strictObject({ fault: named('malformed_line', 'error_in_stream'), after: after(3), ...common }),
  z.strictObject({ fault: named('content_filter'), after: after(0), ...common }),
  z.strictObject({ fault: named('no_done', 'empty', 'think'), ...common }),
] as const

const schema = z.discriminatedUnion('fault', kinds)

/** As a person writes it down: docs/practice-provider.md. */
export type FaultSpec = z.input<typeof schema>
export type Fault = z.output<typeof schema> & { readonly id: string }
export type FaultName = Fault['fault']

/** Throws ZodError. */
export const completeFault = (spec: FaultSpec) => schema.parse(spec)

/** A fault from outside, or the sentence that says what is wrong with it. */
export const readFault = (input: unknown): FaultSpec | string => {
  const { success, data, error } = schema.safeParse(input)
  if (success) return data
  const kind = kinds.find((kind) => kind.shape.fault.safeParse(Object(input).fault).success)
  if (!kind) return `"fault" must be one of ${kinds.flatMap(({ shape }) => shape.fault.options).join(', ')}.`
  const complaints = error.issues.map(({ path, message }) => [...path, message].join(': '))
  return `${complaints.join('; ')}. Allowed are ${Object.keys(kind.shape).join(', ')}.`
}
