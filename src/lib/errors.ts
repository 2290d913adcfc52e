/**
 * What can go wrong and is handled by code further up. Errors hold codes: the sentence that a person reads is
 * made where it is shown, the message here is for the operator's log. Neither holds a secret or what people wrote.
 */
export class ChatError extends Error {
  readonly code: string
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
    this.code = code
  }
}

/** The settings, the environment or a file is wrong; the message says which and what to do. Nothing has started. */
export class ConfigurationError extends ChatError {}

/** Something did not happen within its time. */
export class TimeoutError extends ChatError {}

/** A credential was refused. */
export class AuthenticationError extends ChatError {}
