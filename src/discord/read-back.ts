import type { Question } from '../chat/contract.ts'
import { snowflakeTime } from '../lib/snowflake.ts'
import type { Turn } from '../turns/states.ts'
import { address } from './addressing.ts'
import type { Identity } from './gateway/contract.ts'
import type { Places } from './places.ts'
import { questionOf, type ScopeSettings } from './questions.ts'
import { DiscordError } from './rest/errors.ts'
import type { DiscordRest } from './rest.ts'

type Options = {
  rest: Pick<DiscordRest, 'getMessage'>
  findTurn: (id: string) => Promise<Turn | null>
  places: Places
  settings: ScopeSettings
  signal: AbortSignal
}

export type ReadBack = (turn: Turn, self: Identity) => Promise<Question | null>

/** A turn's question as it is today. Null: it was deleted, asks nothing any more, or can't be read. */
export const createReadBack = ({ rest, findTurn, places, settings, signal }: Options): ReadBack => {
  const fromMessage = async ({ id, channel, guild }: Turn, self: Identity) => {
    if (channel === null) return null
    const found = await rest.getMessage(channel, id, signal).catch((error: unknown) => {
      if (error instanceof DiscordError) return null
      throw error
    })
    if (!found) return null
    const message = guild === null ? found : { ...found, guild_id: guild }
    const role = guild === null ? null : places.ownRole(guild)
    const addressed = address(message, { ...self, role })
    if (addressed.is !== 'question') return null
    return questionOf(settings, message, await places.whereabouts(channel, guild), addressed, addressed.text)
  }

  /** What was asked with a command: its words. What was attached to it is not kept. */
  const fromInteraction = async (turn: Turn, text: string): Promise<Question | null> => {
    const { id, channel, guild, conversation, author } = turn
    if (channel === null || conversation === null || author === null || text === '') return null
    const { places: around, ageRestricted, isThread: thread } = await places.whereabouts(channel, guild)
    return {
      id,
      channel,
      guild,
      conversation,
      thread,
      shared: guild !== null && /^(thread|channel):/.test(conversation),
      author: { id: author, name: '' },
      payer: author,
      roles: [],
      places: around,
      ageRestricted,
      isPrivate: conversation.startsWith('private/'),
      text,
      quoted: null,
      choices: [],
      files: [],
      deferred: true,
      again: null,
      at: snowflakeTime(id),
    }
  }

  const readBack: ReadBack = async (turn, self) => {
    switch (turn.origin?.kind) {
      case 'message':
        return fromMessage(turn, self)
      case 'interaction':
        return fromInteraction(turn, turn.origin.question)
      case 'again': {
        const first = await findTurn(turn.origin.of)
        return first && first.origin?.kind !== 'again' ? readBack(first, self) : null
      }
      case undefined:
        return null
    }
  }
  return readBack
}
