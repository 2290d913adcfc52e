import { MessageFlags } from 'discord-api-types/v10'
import type { BegunTurn } from '../../turns/contract.ts'
import type { DiscordRest, Interacting, Sent } from '../rest.ts'
import { payloadOf, type Body } from './body.ts'
import type { Buttons } from './buttons.ts'
import {
  mayHaveControls,
  stoppedBy,
  superseded,
  type Messages,
  type PartsLedger,
  type Shown,
  type Written,
} from './messages.ts'

type Options = {
  rest: Pick<DiscordRest, 'followUp' | 'editResponse' | 'deleteResponse'>
  ledger: PartsLedger
  turn: BegunTurn
  interaction: Interacting
  /** Only the person who asked sees it, every part of it. */
  isPrivate: boolean
  buttons: Buttons
  signal: AbortSignal
}

/** The messages that show an answer to an interaction: the deferred one, and follow-ups. */
export const createInteractionMessages = (options: Options): Messages => {
  const { rest, ledger, turn, interaction, isPrivate, buttons, signal } = options
  const shown: Shown[] = turn.parts.map((id) => ({ id, body: null }))
  const always = { allowed_mentions: { parse: [] } }

  const put = (part: number, body: Body) => {
    const { id, body: before } = shown[part] ?? { id: null }
    const flags = MessageFlags.SuppressEmbeds
    if (part === 0 || id) {
      const edit = { ...always, ...payloadOf(body, before, buttons), flags }
      return rest.editResponse(interaction, id ?? '@original', edit, signal)
    }
    // An edit can't make it private any more, and takes the embeds from it.
    const born = isPrivate ? MessageFlags.Ephemeral : flags
    const message = { ...always, ...payloadOf(body, undefined, buttons), flags: born }
    return rest.followUp(interaction, message, signal)
  }

  const write = async (part: number, body: Body): Promise<Written> => {
    const isNew = !shown[part]?.id
    if (isNew && !(await ledger.intendPart(turn, part))) return superseded
    const sent = await put(part, body)
    shown[part] = { id: sent.id, body }
    if (!isNew || (await ledger.recordPart(turn, part, sent.id))) return { is: 'written', sent }
    return superseded
  }

  const putAlone = async (body: Body) => {
    if (isPrivate) return put(shown.length, body)
    // Whether others see the deferred answer is settled: another one takes its place.
    await rest.deleteResponse(interaction, '@original', signal)
    const message = { ...always, content: body.content, flags: MessageFlags.Ephemeral }
    return rest.followUp(interaction, message, signal)
  }

  return {
    shown,
    // Waited for with the write: what a person sees meanwhile is that the bot is thinking.
    intend: () => {},
    methodOf: (part) => (part === 0 || shown[part]?.id ? 'PATCH' : 'POST'),
    write: (part, body) => write(part, body).catch(stoppedBy),
    // A deferred answer that says nothing would think for ever.
    post: (_, body) => put(shown.length, body).then(written, stoppedBy),
    postAlone: (_, body) => putAlone(body).then(written, stoppedBy),
    async dropControls() {
      const last = shown.at(-1)
      if (!mayHaveControls(last)) return
      await rest.editResponse(interaction, last.id, { components: [] }, signal).catch(stoppedBy)
    },
    async removeLast() {
      const last = shown.pop()
      if (last?.id) await rest.deleteResponse(interaction, last.id, signal).catch(stoppedBy)
    },
  }
}

const written = (sent: Sent): Written => ({ is: 'written', sent })
