import { MessageFlags } from 'discord-api-types/v10'
import type { BegunTurn } from '../../turns/contract.ts'
import type { DiscordRest, Interacting } from '../rest.ts'
import { stoppedBy, superseded, type Messages, type PartsLedger, type Written } from './messages.ts'

type Options = {
  rest: Pick<DiscordRest, 'followUp' | 'editResponse' | 'deleteResponse'>
  ledger: PartsLedger
  turn: BegunTurn
  interaction: Interacting
  /** Only the person who asked sees it, every part of it. */
  isPrivate: boolean
  signal: AbortSignal
}

/** The messages that show an answer to an interaction: the deferred one, and follow-ups. */
export const createInteractionMessages = (options: Options): Messages => {
  const { rest, ledger, turn, interaction, isPrivate, signal } = options
  const shown: { id: string | null; content: string | null }[] = turn.parts.map((id) => ({
    id,
    content: null,
  }))
  const always = { allowed_mentions: { parse: [] } }

  const put = (part: number, content: string) => {
    const id = shown[part]?.id
    const flags = MessageFlags.SuppressEmbeds
    if (part === 0 || id)
      return rest.editResponse(interaction, id ?? '@original', { ...always, content, flags }, signal)
    // An edit can't make it private any more, and takes the embeds from it.
    const born = isPrivate ? MessageFlags.Ephemeral : flags
    return rest.followUp(interaction, { ...always, content, flags: born }, signal)
  }

  const write = async (part: number, content: string): Promise<Written> => {
    const isNew = !shown[part]?.id
    if (isNew && !(await ledger.intendPart(turn, part))) return superseded
    const sent = await put(part, content)
    shown[part] = { id: sent.id, content }
    if (!isNew || (await ledger.recordPart(turn, part, sent.id))) return { is: 'written', sent }
    return superseded
  }

  return {
    shown,
    // Waited for with the write: what a person sees meanwhile is that the bot is thinking.
    intend: () => {},
    methodOf: (part) => (part === 0 || shown[part]?.id ? 'PATCH' : 'POST'),
    write: (part, content) => write(part, content).catch(stoppedBy),
    // A deferred answer that says nothing would think for ever.
    post: (_, content) =>
      put(shown.length, content).then((sent): Written => ({ is: 'written', sent }), stoppedBy),
    async removeLast() {
      const last = shown.pop()
      if (last?.id) await rest.deleteResponse(interaction, last.id, signal).catch(stoppedBy)
    },
  }
}
