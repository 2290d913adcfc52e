/** What is looked at: people's words and pictures, or the bot's. */
export type Subject = {
  direction: 'input' | 'output'
  turn: string
  text: string
  images: readonly Picture[]
}

export type Picture = { mediaType: string; base64: string }

/** The category of what nobody could look at, where that counts as a hit. */
export const UNAVAILABLE = 'unavailable'

export type Finding =
  | { is: 'fine' }
  /** `categories` as the service names them. */
  | { is: 'hit'; categories: readonly string[] }

/** Rejects only with the signal's reason: a service that fails is fine or a hit (`unavailable`), as the settings say. */
export type Moderation = {
  /** Nobody waits for what isn't looked at. */
  looksAt(direction: Subject['direction']): boolean
  check(subject: Subject, signal: AbortSignal): Promise<Finding>
}
