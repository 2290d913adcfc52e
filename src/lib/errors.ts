/**
 * What can go wrong and is handled by code further up. Errors hold codes: the sentence that a person reads is
 * made where it is shown, the message here is for the operator's log. Neither holds a secret or what people wrote.
 */
export class ChatError extends Error {
  readonly code: string
  /** Whether the same may work when it is tried again, though nobody has changed anything. */
  readonly retryable: boolean = false
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
    this.code = code
  }
}

/** The settings, the environment or a file is wrong; the message says which and what to do. Nothing has started. */
export class ConfigurationError extends ChatError {}

/** Something did not happen within its time. */
export class TimeoutError extends ChatError {
  override readonly retryable = true
}

/** Somebody whom we ask has had enough of us for a while, and says for how long. */
export class RateLimitError extends ChatError {
  override readonly retryable = true
  readonly retryAfterMs: number
  constructor(code: string, message: string, retryAfterMs: number, options?: ErrorOptions) {
    super(code, message, options)
    this.retryAfterMs = retryAfterMs
  }
}

/** A credential was refused. */
export class AuthenticationError extends ChatError {}
