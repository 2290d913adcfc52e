import type { Cipher } from '../database/cipher.ts'
import type { Queryable, Retention } from '../database/contract.ts'
import { storable } from '../lib/storable.ts'
import type { BegunTurn, Finish, NewTurn } from './contract.ts'
import { comesFrom, open, partsOf, turnOf, type Turn, type TurnRow } from './states.ts'

/** Which attempt at which turn writes. A turn that nobody has begun yet is at attempt 0. */
type Fence = Pick<BegunTurn, 'id' | 'attempt'>

/** Writes a turn down once: 'known' when it is there already, in whatever state. */
export const recordTurn = async (
  db: Queryable,
  turn: NewTurn,
  cipher: Pick<Cipher, 'seal'> = plain,
): Promise<'new' | 'known'> => {
  const { rowCount } = await db.query(
    `insert into turns (id, origin, conversation, channel, guild, author, parts)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing`,
    [
      turn.id,
      sealedOrigin(turn, cipher),
      turn.conversation,
      turn.channel,
      turn.guild,
      turn.author,
      (turn.parts ?? []).map((part) => part ?? '0'),
    ],
  )
  return rowCount === 1 ? 'new' : 'known'
}

/**
 * Null: there is no such turn, or it isn't ours to begin. Nothing that came more than a day ago is begun. Who didn't
 * hear that it has begun a turn may begin it again.
 */
export const beginTurn = async (db: Queryable, id: string, instance: string): Promise<BegunTurn | null> => {
  const { rows } = await db.query<{ attempt: number; parts: string[] }>(
    `update turns set state = 'answering', attempt = attempt + 1, instance = $2, changed_at = now()
     where id = $1 and (state = any($3) or state = 'answering' and instance = $2) and recorded_at > now() - interval '24 hours'
     returning attempt, parts::text[]`,
    [id, instance, comesFrom.answering],
  )
  const [row] = rows
  return row ? { id, attempt: row.attempt, parts: partsOf(row.parts) } : null
}

/**
 * Says that part `k` of the answer (from 0) is about to be posted; an id that is known already stays.
 * Here and below, false means: another attempt has the turn, or it has ended. Say no more.
 */
export const intendPart = async (db: Queryable, turn: Fence, k: number): Promise<boolean> => {
  const { rowCount } = await db.query(
    `update turns set parts[$3::int] = coalesce(parts[$3::int], 0), changed_at = now()
     where id = $1 and attempt = $2 and state in ('answering', 'composed')`,
    [turn.id, turn.attempt, k + 1],
  )
  return rowCount === 1
}

/** That a part was posted stays true when the turn has ended, so only the attempt is asked for. */
export const recordPart = async (
  db: Queryable,
  turn: Fence,
  k: number,
  message: string,
): Promise<boolean> => {
  const { rowCount } = await db.query(
    `update turns set parts[$3::int] = $4::bigint, changed_at = now() where id = $1 and attempt = $2`,
    [turn.id, turn.attempt, k + 1, message],
  )
  return rowCount === 1
}

/** The answer is whole; its text is kept until it is shown, or not at all when it is null. */
export const composeTurn = (
  db: Queryable,
  turn: Fence,
  text: string | null,
  cipher: Pick<Cipher, 'seal'> = plain,
) => move(db, turn, 'composed', null, text && cipher.seal(storable(text), answerPlace(turn.id)))

export const answeredTurn = (db: Queryable, turn: Fence, finish: Finish) => move(db, turn, 'answered', finish)

export const refusedTurn = (db: Queryable, turn: Fence, code: string) => move(db, turn, 'refused', code)

export const silentTurn = (db: Queryable, turn: Fence, rule: string) => move(db, turn, 'silent', rule)

export const giveUpTurn = (db: Queryable, turn: Fence) => move(db, turn, 'given up', null)

/**
 * Ends the turns of a person whose data is about to go, for all attempts at them. Until the transaction ends, nobody
 * composes an answer, anybody's: what was composed before is seen by the statements that follow this one. Resolves with
 * the turns that were open.
 */
export const endTurnsOf = async (db: Queryable, person: string): Promise<string[]> => {
  await db.query(`select from turns where state = any($1) order by id for update`, [open])
  const { rows } = await db.query<{ id: string }>(
    `update turns set state = 'silent', outcome = 'erased', attempt = attempt + 1, changed_at = now()
     where author = $1 and state = any($2) returning id`,
    [person, open],
  )
  return rows.map((row) => row.id)
}

export const readTurn = async (
  db: Queryable,
  id: string,
  cipher: Pick<Cipher, 'open'> = plain,
): Promise<Turn | null> => {
  const { rows } = await db.query<TurnRow>(
    `select id, origin, conversation, channel, guild, author, state, attempt, instance, parts::text[], text, outcome
     from turns where id = $1`,
    [id],
  )
  return rows[0] ? turnOf({ ...rows[0], ...opened(rows[0], cipher) }) : null
}

/** A row of the table `turns`, as its reader sees it: without the token, with which others could speak for the bot. */
export const readableTurn =
  (cipher: Pick<Cipher, 'open'>) =>
  (row: Readonly<Record<string, unknown>> & Partial<TurnTexts>): Record<string, unknown> => {
    const { id = '', origin = null, text = null } = row
    const { origin: asked, text: composed } = opened({ id, origin, text }, cipher)
    return { ...row, origin: asked && { ...asked, token: undefined }, text: composed }
  }

/** The turns whose answers hold any of these messages; an answer's own thread has the id of its turn. */
export const turnsOfParts = async (db: Queryable, channel: string, messages: readonly string[]) => {
  const { rows } = await db.query<{ id: string }>(
    `select id from turns where (channel = $1 or id = $1) and parts && $2::bigint[]`,
    [channel, messages],
  )
  return rows.map((row) => row.id)
}

export type TurnCounts = { users: number; conversations: number; messages: number }

/** Of the last day. */
export const countTurns = async (db: Queryable): Promise<TurnCounts> => {
  const { rows } = await db.query<TurnCounts>(
    `select count(distinct author)::int as users, count(distinct conversation)::int as conversations,
       count(*)::int as messages
     from turns where recorded_at > now() - interval '24 hours'`,
  )
  return rows[0] ?? { users: 0, conversations: 0, messages: 0 }
}

export const turnsRetention: Retention = {
  table: 'turns',
  async deleteExpired(db, limit) {
    const { rowCount } = await db.query(
      `delete from turns where id in (
         select id from turns where recorded_at < now() - interval '48 hours' order by recorded_at limit $1)`,
      [limit],
    )
    return rowCount
  },
}

const move = async (
  db: Queryable,
  turn: Fence,
  to: Exclude<keyof typeof comesFrom, 'answering'>,
  outcome: string | null,
  text: string | null = null,
) => {
  const { rowCount } = await db.query(
    `update turns set state = $3, outcome = $4, text = $5, changed_at = now()
     where id = $1 and attempt = $2 and state = any($6)`,
    [turn.id, turn.attempt, to, outcome, text, comesFrom[to]],
  )
  return rowCount === 1
}

const plain: Cipher = { seal: (text) => text, open: (stored) => stored }

const sealedOrigin = ({ id, origin }: NewTurn, cipher: Pick<Cipher, 'seal'>) =>
  JSON.stringify(
    origin.kind !== 'interaction'
      ? origin
      : { ...origin, question: cipher.seal(storable(origin.question), questionPlace(id)) },
  )

/** A question that doesn't open is an empty one: it can only be refused. */
const opened = ({ id, origin, text }: TurnTexts, cipher: Pick<Cipher, 'open'>): TurnTexts => ({
  id,
  origin:
    origin?.kind === 'interaction'
      ? { ...origin, question: cipher.open(origin.question, questionPlace(id)) ?? '' }
      : origin,
  text: text && cipher.open(text, answerPlace(id)),
})

type TurnTexts = Pick<TurnRow, 'id' | 'origin' | 'text'>

const questionPlace = (id: string) => `turns/${id}/question`
const answerPlace = (id: string) => `turns/${id}/answer`
