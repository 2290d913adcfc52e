import { ChatError } from '../lib/errors.ts'
import type { AnswerEvent, Choice, Failure } from '../providers/contract.ts'
import type { LimitRefusal, NearlySpent } from '../limits/contract.ts'
import type { BegunTurn } from '../turns/contract.ts'

/** A message to the bot, as the chat's use cases see it. */
export type Question = {
  /** Discord's id of the message: the turn's id. */
  id: string
  channel: string
  guild: string | null
  /** Whose words are told apart, and may be remembered together. */
  conversation: string
  /** It was written in a thread. */
  thread: boolean
  /** More than one person may write in this conversation, so that names belong to the words. */
  shared: boolean
  author: { id: string; name: string }
  /** Whose limits and budgets it goes by: the author's, or who presses the button for another answer. */
  payer: string
  /** Of the payer, on this server. */
  roles: readonly string[]
  /** Where it was written, the nearest first: thread, channel, category. */
  places: readonly string[]
  /** The channel is marked age-restricted, or the one that a thread belongs to. */
  ageRestricted: boolean
  /** Nobody but the author sees it and its answer. */
  isPrivate: boolean
  text: string
  /** The message that this one replies to, where its words or files are visible. */
  quoted: Quoted | null
  /** Whom the person would rather be answered by, the most binding choice first. */
  choices: readonly Choice[]
  /** What is attached to it; nothing of that has been fetched. */
  files: readonly FileRef[]
  /** Discord shows that the bot is thinking until it says something, so that it must. */
  deferred: boolean
  /** The turn whose question is asked again, for an answer in place of the one that it got. */
  again: string | null
  /** Milliseconds since the epoch, by Discord's clock. */
  at: number
}

/** A message as far as it is context. Its files are read as the question's are, after them and within the same limits. */
export type Quoted = {
  author: { id: string; name: string }
  text: string
  files: readonly FileRef[]
  /** The message's id where it is an answer of the bot's. */
  answer: string | null
}

/** What people change in a question by editing it. */
export type Edit = Pick<Question, 'text' | 'files'>

/** A file that is attached to a message, as its author named it. */
export type FileRef = {
  id: string
  name: string
  url: string
  /** In bytes, as Discord says. */
  size: number
  contentType: string | null
  /** It is attached to the message that is replied to. */
  quoted?: true
}

/** A picture, as models that see are given it. */
export type Image = { mediaType: 'image/png' | 'image/jpeg' | 'image/webp' | 'image/gif'; base64: string }

/**
 * Gets a file's bytes from where Discord keeps it, and from nowhere else. Rejects with the signal's reason alone:
 * whatever else goes wrong is an answer, too.
 */
export type FetchFile = (
  file: FileRef,
  maxBytes: number,
  signal: AbortSignal,
) => Promise<Uint8Array | 'too_large' | 'out_of_reach'>

/** Why a question gets one sentence instead of an answer. Discord's phrases have a sentence for each. */
export type Refusal =
  | { code: 'empty_question' }
  | { code: 'question_too_long' }
  | { code: 'files_unreadable'; maxFiles: number; maxBytes: number }
  | { code: 'image_too_large'; maxBytes: number }
  | { code: 'files_out_of_reach' }
  | { code: 'files_switched_off' }
  | { code: 'images_unseen' } // nobody who may be asked sees pictures
  | { code: 'opted_out' } // the person wants none of the own words in a prompt
  | { code: 'asker_opted_out' } // somebody else wants another answer to that person's question
  | { code: 'line_full'; depth: number } // so many questions of this conversation wait already
  | { code: 'stopped' } // by the person, before the first word
  | { code: 'moderated'; what: 'question' | 'answer' }
  | { code: 'moderation_away' } // nobody could look at it, and then nothing is said
  | LimitRefusal
  | { code: 'budget_too_small' } // what is left isn't enough for the question itself
  | { code: 'no_provider' }
  | { code: 'provider_refuses' } // the key, the account or the model: only the operator can mend it
  | { code: 'busy'; retryAfterMs: number | null } // every provider is out, or asks us to wait
  | { code: 'timed_out' }
  | { code: 'content_refused' }
  | { code: 'request_refused' } // the provider didn't accept how it was asked: a setting, or a mistake of ours
  | { code: 'stopping' } // this bot is being restarted
  | { code: 'internal' } // a mistake of ours; the log has it under the turn's id

/** What became of an answer that was delivered. */
export type Delivered =
  | { is: 'complete' }
  | { is: 'failed'; failure: Failure; retryAfterMs: number | null }
  /** Nothing more can be shown: the question is deleted, we may not write here, or another attempt took over. */
  | { is: 'stopped'; rule: 'question_deleted' | 'missing_permission' | 'superseded' }

/** An answer as it goes on to be shown. */
export type SaidEvent = Exclude<AnswerEvent, { type: 'end' }> | { type: 'end' }

/** Where an answer goes. Pulls the answer at its own pace; typing, pacing, splitting and recording parts are its own. */
export type Reply = {
  /** Whether the answer stands in a thread of its own, which is there by then; it may not be allowed. */
  opensThread(): Promise<boolean>
  /** Shows that an answer is on its way while something is prepared for it. */
  prepare<Result>(work: () => Promise<Result>): Promise<Result>
  /**
   * Rejects as the answer does, once what it holds by then has been shown. `notices` is asked when the answer has ended:
   * they stand below it.
   */
  deliver(answer: AsyncIterable<SaidEvent>, notices?: () => readonly Notice[]): Promise<Delivered>
  /** Says why there is no answer: below what is shown already, or instead of it. */
  refuse(refusal: Refusal, where?: 'below' | 'instead'): Promise<Delivered>
}

/** What a person is told besides the answer, and what isn't remembered as a part of it. */
export type Notice =
  | { code: 'artificial' } // the first answer to each person says that it is an AI's
  | ({ code: 'budget_nearly_spent' } & NearlySpent)

/** A reply belongs to an attempt: each of its parts is recorded as that attempt's. `inThread`: in one of its own. */
export type OpenReply = (turn: BegunTurn, how?: { inThread: boolean }) => Reply

/** Why an answer's signal is aborted when this process is about to end: it ends with a word. */
export class Stopping extends ChatError {
  constructor() {
    super('stopping', 'the bot is being stopped')
  }
}
