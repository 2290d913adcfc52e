import type { GeneralSettings } from '../config/settings.ts'
import type { Queryable, Retention } from '../database/contract.ts'
import type { Live } from '../lib/live.ts'
import { snowflakeTime } from '../lib/snowflake.ts'
import { storable } from '../lib/storable.ts'
import type { History, HistoryEntry } from './contract.ts'

/** The history in Postgres. */
export const storedHistory: History = {
  async recall(db, conversation, { messages, since }) {
    const { rows } = await db.query<Row>(
      `select role, turn, author, author_name, text from messages
       where conversation = $1 and at >= $2 order by at desc, turn desc, role limit $3`,
      [conversation, new Date(since).toISOString(), messages],
    )
    return rows.reverse().map(entryOf)
  },

  async remember(db, conversation, entries) {
    await db.query(
      `insert into messages (conversation, turn, role, author, author_name, text, at)
       select $1, * from unnest($2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::timestamptz[])
       on conflict (turn, role) do nothing`,
      [
        conversation,
        entries.map((entry) => entry.turn),
        entries.map((entry) => entry.role),
        entries.map((entry) => entry.author?.id ?? null),
        entries.map((entry) => entry.author && storable(entry.author.name)),
        entries.map((entry) => storable(entry.text)),
        entries.map((entry) => new Date(snowflakeTime(entry.turn)).toISOString()),
      ],
    )
  },

  async amend(db, turn, text) {
    await db.query(`update messages set text = $2 where turn = $1 and role = 'user'`, [turn, storable(text)])
  },

  forgetQuestions: (db, turns) => forget(db, turns, 'user'),
  forgetAnswers: (db, turns) => forget(db, turns, 'assistant'),

  async forgetPerson(db, author, conversation) {
    const { rowCount } = await db.query(
      `delete from messages where turn in (select turn from messages where author = $1)
       and ($2::text is null or conversation = $2)`,
      [author, conversation],
    )
    return rowCount
  },

  async forgetEverybody(db) {
    const { rowCount } = await db.query('delete from messages')
    return rowCount
  },
}

/** Once conversations aren't to be kept any more, none is too young to go. */
export const messagesRetention = (general: Live<GeneralSettings>): Retention => ({
  table: 'messages',
  async deleteExpired(db, limit) {
    const { persist_conversations: persist, conversation_timeout_hours: hours } = general.current
    const { rowCount } = await db.query(
      `delete from messages where (turn, role) in (
         select turn, role from messages where at < now() - $1 * interval '1 hour' order by at limit $2)`,
      [persist ? hours : 0, limit],
    )
    return rowCount
  },
})

type Row = {
  role: 'user' | 'assistant'
  turn: string
  author: string | null
  author_name: string | null
  text: string
}

const entryOf = (row: Row): HistoryEntry => ({
  role: row.role,
  turn: row.turn,
  author: row.author === null ? null : { id: row.author, name: row.author_name ?? '' },
  text: row.text,
})

const forget = async (db: Queryable, turns: readonly string[], role: Row['role']) => {
  await db.query(`delete from messages where turn = any($1::bigint[]) and role = $2`, [turns, role])
}
