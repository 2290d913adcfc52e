import type { Queryable } from '../database/contract.ts'

/** One message of a conversation's history. */
export type HistoryEntry = {
  role: 'user' | 'assistant'
  /** Discord's id of the question: of the message itself, or for an answer of the message that it answers. */
  turn: string
  /** Null for an answer of the bot's. */
  author: { id: string; name: string } | null
  text: string
  /** The server where it was said; not given back. */
  guild?: string | null
  /** Of an answer: to whom it was given, if not to the author of the question beside it; not given back. */
  addressee?: string
  /** Of an answer: everybody whose words stood in its prompt; not given back. */
  about?: readonly string[]
}

/** In Postgres, or in memory when conversations aren't to be kept. */
export type History = {
  /**
   * The newest messages that are not older than `since` (milliseconds since the epoch), oldest first; of those before a
   * turn, if one is named.
   */
  recall(
    db: Queryable,
    conversation: string,
    window: { messages: number; since: number; before?: string | null },
  ): Promise<readonly HistoryEntry[]>
  /** Adds what isn't there already, except for what is of or about somebody who was erased since it was asked. */
  remember(db: Queryable, conversation: string, entries: readonly HistoryEntry[]): Promise<void>
  /**
   * A question got another answer, in the turn `by`; nothing where the first one has been forgotten, or somebody whom
   * it's about was erased since.
   */
  replaceAnswer(db: Queryable, answer: HistoryEntry, by: string): Promise<void>
  /** A person edited a question that is remembered. */
  amend(db: Queryable, turn: string, text: string): Promise<void>
  /** Questions were deleted: they go, and the bot's answers stay. */
  forgetQuestions(db: Queryable, turns: readonly string[]): Promise<void>
  /** Answers were deleted: they go, and the questions stay. */
  forgetAnswers(db: Queryable, turns: readonly string[]): Promise<void>
  /**
   * A person wants what he asked, and what he was answered, to be forgotten: in one conversation, or in all (null).
   * Resolves with how many messages went.
   */
  forgetPerson(db: Queryable, author: string, conversation: string | null): Promise<number>
  /** The same for what was said on one server. */
  forgetPersonOnServer(db: Queryable, author: string, guild: string): Promise<number>
  /** Everything goes. Resolves with how many messages that were. */
  forgetEverybody(db: Queryable): Promise<number>
}
