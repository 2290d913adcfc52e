import {
  MessageFlags,
  InteractionResponseType as Type,
  type APIInteractionResponse,
} from 'discord-api-types/v10'
import type { Clock } from '../../lib/clock.ts'
import type { Card, Respond } from '../commands/contract.ts'
import type { DiscordRest, Interacting } from '../rest.ts'

type Options = {
  rest: Pick<DiscordRest, 'respond' | 'editResponse' | 'deleteResponse' | 'followUp'>
  interaction: Interacting
  /** It came from a component, or from a modal that one opened: there's a message to be changed. */
  hasMessage: boolean
  /** Whether what takes its time is deferred without anybody's doing. */
  defers: boolean
  clock: Clock
  signal: AbortSignal
}

/** Discord wants a word within three seconds, and people see that something happens before that. */
const DEFER_AFTER_MS = 800

/** Answers one interaction. */
export const createResponder = ({
  rest,
  interaction,
  hasMessage,
  defers,
  clock,
  signal,
}: Options): Respond & Disposable => {
  let first: Promise<void> | null = null
  let deferred: 'privately' | 'publicly' | 'update' | null = null

  const begin = (response: APIInteractionResponse) => {
    first = rest.respond(interaction, response, signal)
    return first
  }
  const deferMessage = (isPrivate: boolean) => {
    deferred = isPrivate ? 'privately' : 'publicly'
    const data = isPrivate ? { flags: MessageFlags.Ephemeral } : {}
    return begin({ type: Type.DeferredChannelMessageWithSource, data })
  }
  const deferUpdate = () => {
    deferred = 'update'
    return begin({ type: Type.DeferredMessageUpdate })
  }
  const edit = async (card: Card) => {
    await first
    await rest.editResponse(interaction, '@original', bodyOf(card), signal)
  }
  const deferral = clock.after(DEFER_AFTER_MS, () => {
    // That it failed, whoever answers learns.
    if (!first && defers) void (hasMessage ? deferUpdate() : deferMessage(true)).catch(() => {})
  })

  return {
    async privately(card) {
      if (card.files && !first) await deferMessage(true)
      if (!first)
        return begin({
          type: Type.ChannelMessageWithSource,
          data: { ...bodyOf(card), flags: MessageFlags.Ephemeral },
        })
      await first
      if (deferred === 'privately') return edit(card)
      // Others see that the bot is thinking: that goes, and nobody but the caller reads what comes of it.
      if (deferred === 'publicly') await rest.deleteResponse(interaction, '@original', signal)
      await rest.followUp(interaction, { ...bodyOf(card), flags: MessageFlags.Ephemeral }, signal)
    },
    defer: ({ isPrivate }) => first ?? deferMessage(isPrivate),
    deferUpdate: () => first ?? deferUpdate(),
    change: edit,
    update: (card) => (first ? edit(card) : begin({ type: Type.UpdateMessage, data: bodyOf(card) })),
    modal: (data) =>
      first ? Promise.reject(new Error('too late for a modal')) : begin({ type: Type.Modal, data }),
    [Symbol.dispose]: () => deferral[Symbol.dispose](),
  }
}

const bodyOf = ({ text, components = [], files }: Card) => ({
  content: text,
  components,
  allowed_mentions: { parse: [] },
  ...(files && { files: files.map(({ name, data }) => ({ name, data: Buffer.from(data) })) }),
})
