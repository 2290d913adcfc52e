import { ChatError } from '../lib/errors.ts'

export type Image = { mediaType: 'image/png' | 'image/jpeg' | 'image/webp' | 'image/gif'; base64: string }

/** Only what people write has images. */
export type PromptMessage = {
  role: 'user' | 'assistant'
  text: string
  images?: readonly Image[] | undefined
}

/**
 * How an answer is to be written, where that isn't the provider's setting: `temperature` instead of it (0 to 2),
 * `maxOutputTokens` where it is the smaller of both.
 */
export type Sampling = { temperature?: number | undefined; maxOutputTokens?: number | undefined }

/** Messages alternate or not, oldest first; the last one is what is asked. */
export type Prompt = { system: string; messages: readonly PromptMessage[]; sampling?: Sampling | undefined }

/** Tokens as the provider billed them, or our estimate where it doesn't say. */
export type Usage = { inputTokens: number; outputTokens: number; estimated: boolean }

/** What is left of a key's limits, where the response's headers tell; null where they don't. */
export type Quota = {
  requests: { remaining: number; resetMs: number } | null
  tokens: { remaining: number; resetMs: number } | null
}

/** One model at one provider. */
export type Route = { provider: string; model: string }

export type ModelEvent =
  | { type: 'accepted'; quota: Quota | null } // first: the request is being worked at, and may be billed
  | { type: 'text'; text: string }
  | { type: 'thought'; bytes: number } // a sign of life, without a word for the person who asked; as UTF-8
  | { type: 'retract' } // what was said so far was thought aloud, and not for the person who asked
  | { type: 'usage'; usage: Usage }
  | { type: 'finish'; reason: 'stop' | 'length'; model: string } // the model that answered, as the provider names it

/**
 * One request to one model with one key: text, the usage whenever the provider tells it, then one `finish`. Throws
 * ProviderError, or the signal's reason when it is aborted. Never retries: the router does.
 */
export type Driver = (
  prompt: Prompt,
  model: string,
  key: string,
  signal: AbortSignal,
) => AsyncIterable<ModelEvent>

/** What went wrong, by what it says and about whom. */
export type FailureKind =
  | 'key_rejected' // 401, key-type 403: the key
  | 'quota_exhausted' // 402, billing: the key or its quota domain
  | 'rate_limited' // 429: the quota domain at this model
  | 'model_missing' // 404: the route
  | 'unavailable' // 5xx, connection refused or reset: the route
  | 'slow' // no first token in time: the route
  | 'interrupted' // idle, cut, or ended without a finish reason: the route
  | 'empty' // finished without a word: the route
  | 'overtime' // longer than answer_timeout: nothing about the route
  | 'context_too_long' // nothing about the route
  | 'content_refused' // nothing about the route
  | 'bad_request' // nothing about the route
  | 'images_unseen' // the prompt has images, and no model that may be asked sees them: about no route
  | 'no_provider' // none is switched on and has a key
  | 'cancelled' // whoever asked has gone: nothing about anybody

export type Failure = {
  kind: FailureKind
  /** Null where nobody was asked. */
  route: Route | null
  /** The HTTP status, where there was an answer. */
  status: number | null
  retryAfterMs: number | null
  /** For the operator's log: no key, nothing that people wrote. */
  detail: string
}

export class ProviderError extends ChatError {
  readonly failure: Failure
  override readonly retryable: boolean
  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.kind, failure.detail, options)
    this.failure = failure
    this.retryable = passes[failure.kind]
  }
}

/** Which failures pass by themselves: asking the same again, later or elsewhere, may work. */
const passes: Record<FailureKind, boolean> = {
  key_rejected: false,
  quota_exhausted: false,
  rate_limited: true,
  model_missing: false,
  unavailable: true,
  slow: true,
  interrupted: true,
  empty: true,
  overtime: true,
  context_too_long: false,
  content_refused: false,
  bad_request: false,
  images_unseen: false,
  no_provider: false,
  cancelled: true,
}

/** One request that was sent. */
export type Attempt = {
  route: Route
  /** The model that answered, as the provider names it; null: nobody said. */
  answeredBy: string | null
  failure: Failure | null
  /** Null where nothing was billed; a request that was ended before its provider told is estimated. */
  usage: Usage | null
  /** In US dollars by the price table; null where it has no price. */
  cost: number | null
}

/**
 * Whom somebody would rather be answered by; `model: null` is any of that provider's. A model that the settings don't
 * list for a provider is asked nevertheless, where that provider can be used: it must come from settings, never from
 * what people write.
 */
export type Choice = { provider: string; model: string | null }

/** What is asked. `choices` come before the operator's order, the most binding first; `turn` is for the log. */
export type Ask = { turn: string; prompt: Prompt; choices: readonly Choice[] }

export type AnswerEvent =
  | { type: 'text'; text: string }
  | { type: 'restart' } // forget what was shown: a whole new answer follows
  | { type: 'attempt'; attempt: Attempt } // one for each request that was sent, when it has ended
  | { type: 'end'; finish: 'stop' | 'length'; route: Route } // exactly one of these two, last
  | { type: 'failed'; failure: Failure; retryAfterMs: number | null }

/** What a route's breaker lets through: all, nothing, or one request to see whether it works again. */
export type CircuitState = 'closed' | 'open' | 'half_open'

/** How a route has done over the last five minutes, as this process saw it. */
export type RouteHealth = {
  model: string
  circuit: CircuitState
  requests: number
  /** 0 to 1; null without requests. */
  successRate: number | null
  firstTokenP50Ms: number | null
  firstTokenP95Ms: number | null
  lastError: FailureKind | null
}

/** A key by the name of its variable. `until`: in milliseconds from now. */
export type KeyHealth = {
  name: string
  state: 'ready' | 'cooling' | 'disabled'
  reason: FailureKind | null
  untilMs: number
}

export type ProviderHealth = {
  provider: string
  usable: boolean
  /** Why it can't be used, or what keeps it from answering: a sentence for the operator. */
  reason: string | null
  /** What it does with what people write, as the settings say; null: they say nothing. */
  dataUse: string | null
  keys: readonly KeyHealth[]
  /** In the operator's order; then models that were chosen beyond it, while they are asked or out of order. */
  routes: readonly RouteHealth[]
}

/**
 * What one request costs at most: US dollars for each token, 0 where nobody knows a price, and how many tokens are
 * written. An answer may take several requests.
 */
export type PriceBound = { input: number; output: number; outputTokens: number }

/**
 * `answer` throws only the signal's reason, after an `attempt` for the request that was under way; every other failure
 * is an event. Whoever stops reading without aborting the signal is told no more, not even what it has cost.
 */
export type Router = {
  answer(ask: Ask, signal: AbortSignal): AsyncIterable<AnswerEvent>
  health(): readonly ProviderHealth[]
  /** Over all that may be asked with these choices. */
  priceBound(choices?: readonly Choice[]): PriceBound
}
