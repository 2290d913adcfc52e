/** Where a question came from. A question's text is not kept: it is read back from Discord. */
export type Origin =
  | { kind: 'message' }
  | { kind: 'interaction'; token: string; question: string }
  /** Another answer to the question of the turn `of`: in place of the one before, or as a further one. */
  | { kind: 'again'; of: string; inPlace: boolean; token: string }

/** How an answer ended: whole, cut by the model's own limit, or stopped by the person who asked. */
export type Finish = 'stop' | 'length' | 'stopped'

export type TurnState =
  | { is: 'received' }
  | { is: 'answering'; instance: string }
  | { is: 'composed'; text: string | null }
  | { is: 'answered'; finish: Finish }
  | { is: 'refused'; code: string }
  | { is: 'given up' }
  | { is: 'silent'; rule: string }

/** What is written when a message for us arrives. `id` is Discord's id of the message or interaction. */
export type NewTurn = {
  id: string
  origin: Origin
  conversation: string
  channel: string
  guild: string | null
  author: string
  /** The messages that the answer takes the place of. */
  parts?: readonly (string | null)[]
}

/** A turn that somebody is at work on: every write says which attempt it belongs to. */
export type BegunTurn = {
  id: string
  attempt: number
  /** Discord's ids of the answer's messages that an earlier attempt posted; null where it isn't known. */
  parts: readonly (string | null)[]
}
