import type { InteractionType } from 'discord-api-types/v10'
import type { MessageEntry } from './messages.ts'

/** Something that a person did with the bot's commands or components, and how far its answer is. */
export type Interaction = {
  readonly id: string
  readonly token: string
  readonly type: InteractionType
  readonly userId: string
  readonly channelId: string
  /** On the clock that never jumps. */
  readonly startedAt: number
  /** As INTERACTION_CREATE carries it. */
  readonly payload: Record<string, unknown>
  readonly sourceMessage: MessageEntry | null
  answer: InteractionAnswer | null
}

export type InteractionAnswer = {
  /** The number of Discord's InteractionResponseType. */
  type: number
  /** The message that the answer made, or that it changed. */
  message: MessageEntry | null
  choices: unknown[] | null
  modal: unknown
}
