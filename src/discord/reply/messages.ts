import { MessageFlags } from 'discord-api-types/v10'
import type { BegunTurn } from '../../turns/contract.ts'
import type { DiscordRest, MessageEdit, NewMessage, Sent } from '../rest.ts'
import { payloadOf, type Body } from './body.ts'
import type { Buttons } from './buttons.ts'
import type { Place } from './place.ts'
import { stopRule, type StopRule } from './stop-rule.ts'

/** The ledger's part in posting: false when another attempt has the turn. */
export type PartsLedger = {
  intendPart(turn: BegunTurn, part: number): Promise<boolean>
  recordPart(turn: BegunTurn, part: number, message: string): Promise<boolean>
}

type Options = {
  rest: Pick<DiscordRest, 'postMessage' | 'editMessage' | 'deleteMessage'>
  ledger: PartsLedger
  turn: BegunTurn
  place: Place
  pingAuthor: boolean
  buttons: Buttons
  signal: AbortSignal
}

/** `body` is null where an earlier attempt posted it. */
export type Shown = { id: string | null; body: Body | null }

export type Written = { is: 'written'; sent: Sent } | { is: 'stopped'; rule: StopRule }

/** The messages that show an answer: each replies to the one before, the first to the question. */
export type Messages = {
  readonly shown: readonly Readonly<Shown>[]
  /** Tells the ledger ahead that a part will be posted, so that the words needn't wait for it. */
  intend(part: number): void
  methodOf(part: number): 'POST' | 'PATCH'
  write(part: number, body: Body): Promise<Written>
  /** One that isn't part of the answer. */
  post(nonce: string, body: Body): Promise<Written>
  /** The same, instead of an answer and for who asked alone, where Discord can do that. */
  postAlone(nonce: string, body: Body): Promise<Written>
  /** Nothing may be pressed below the last one any more. */
  dropControls(): Promise<void>
  removeLast(): Promise<void>
}

export const createMessages = (options: Options): Messages => {
  const { rest, ledger, turn, place, pingAuthor, buttons, signal } = options
  const shown: Shown[] = turn.parts.map((id) => ({ id, body: null }))
  const intents = new Map<number, Promise<boolean>>()
  const always = {
    flags: MessageFlags.SuppressEmbeds,
    allowed_mentions: { parse: [], replied_user: pingAuthor },
  } satisfies Partial<NewMessage>

  const intended = (part: number) => {
    const intent = intents.get(part) ?? ledger.intendPart(turn, part)
    intents.set(part, intent)
    return intent
  }

  const create = async (nonce: string, body: Body, before: string | null | undefined) => {
    const { channel, replyTo } = await place()
    const message = before ?? replyTo
    return rest.postMessage(
      channel,
      {
        ...always,
        ...payloadOf(body, undefined, buttons),
        nonce: `${turn.id}-${nonce}`,
        enforce_nonce: true,
        ...(message && { message_reference: { message_id: message, channel_id: channel } }),
      },
      signal,
    )
  }

  const edit = async (id: string, change: MessageEdit) =>
    rest.editMessage((await place()).channel, id, change, signal)
  const remove = async (id: string) => rest.deleteMessage((await place()).channel, id, signal)

  const write = async (part: number, body: Body): Promise<Written> => {
    const before = shown[part]
    if (before?.id) {
      const sent = await edit(before.id, { ...always, ...payloadOf(body, before.body, buttons) })
      shown[part] = { id: before.id, body }
      return { is: 'written', sent }
    }
    if (!(await intended(part))) return superseded
    const sent = await create(String(part), body, shown[part - 1]?.id)
    shown[part] = { id: sent.id, body }
    if (await ledger.recordPart(turn, part, sent.id)) return { is: 'written', sent }
    await remove(sent.id)
    return superseded
  }

  const post = (nonce: string, body: Body) =>
    create(nonce, body, shown.at(-1)?.id).then((sent): Written => ({ is: 'written', sent }), stoppedBy)

  return {
    shown,
    intend: (part) => void intended(part).catch(() => {}),
    methodOf: (part) => (shown[part]?.id ? 'PATCH' : 'POST'),
    write: (part, body) => write(part, body).catch(stoppedBy),
    post,
    postAlone: post,
    async dropControls() {
      const last = shown.at(-1)
      if (!mayHaveControls(last)) return
      await edit(last.id, { components: [] }).catch(stoppedBy)
    },
    async removeLast() {
      const last = shown.pop()
      if (last?.id) await remove(last.id).catch(stoppedBy)
    },
  }
}

export const mayHaveControls = (last: Shown | undefined): last is Shown & { id: string } =>
  typeof last?.id === 'string' && last.body?.controls !== 'none'

export const superseded: Written = { is: 'stopped', rule: 'superseded' }

export const stoppedBy = (error: unknown): Written => {
  const rule = stopRule(error)
  if (!rule) throw error
  return { is: 'stopped', rule }
}
