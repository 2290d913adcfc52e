import type { Queryable, Retention } from '../database/contract.ts'

export type Instance = { id: string; name: string }
export type Notice = {
  id: string
  topic: string
  payload: unknown
  /** So old that none with a smaller number can appear any more. */
  settled: boolean
}

/** Says that an instance is alive, and reads what is new to everybody since a notice. */
export const beat = async (
  db: Queryable,
  { id, name }: Instance,
  after: string,
): Promise<readonly Notice[]> => {
  const { rows } = await db.query<Notice>(
    `with seen as (
       insert into instances (id, name) values ($1, $2)
       on conflict (id) do update set seen_at = now() where instances.seen_at < now() - interval '5 seconds')
     select id, topic, payload, at < now() - interval '1 minute' as settled from notices
     where id > $3 and replies_to is null order by id`,
    [id, name, after],
  )
  return rows
}

export const lastNotice = async (db: Queryable): Promise<string> => {
  const { rows } = await db.query<{ id: string }>('select coalesce(max(id), 0) as id from notices')
  return rows[0]!.id
}

export const post = async (
  db: Queryable,
  {
    sender,
    topic,
    payload,
    repliesTo,
  }: { sender: string; topic: string; payload: unknown; repliesTo: string | null },
): Promise<string> => {
  const { rows } = await db.query<{ id: string }>(
    'insert into notices (sender, topic, payload, replies_to) values ($1, $2, $3, $4) returning id',
    [sender, topic, JSON.stringify(payload), repliesTo],
  )
  return rows[0]!.id
}

/** By the id of the instance that replied. */
export const repliesTo = async (db: Queryable, notice: string): Promise<ReadonlyMap<string, unknown>> => {
  const { rows } = await db.query<{ sender: string; payload: unknown }>(
    'select sender, payload from notices where replies_to = $1 order by id',
    [notice],
  )
  return new Map(rows.map(({ sender, payload }) => [sender, payload]))
}

/** Those that were heard of within three heartbeats, the oldest first. */
export const liveInstances = async (db: Queryable): Promise<readonly Instance[]> => {
  const { rows } = await db.query<Instance>(
    `select id, name from instances where seen_at > now() - interval '15 seconds' order by started_at, id`,
  )
  return rows
}

/** What operators call them; where two run on one machine, by the beginnings of their ids as well. */
export const nameInstances = (instances: readonly Instance[]): readonly string[] =>
  instances.map(({ id, name }) => {
    const isAlone = instances.filter((other) => other.name === name).length === 1
    return isAlone ? name : `${name} (${id.slice(0, 4)})`
  })

export const removeInstance = async (db: Queryable, id: string) => {
  await db.query('delete from instances where id = $1', [id])
}

export const clusterRetentions: readonly Retention[] = [
  {
    table: 'instances',
    async deleteExpired(db, limit) {
      const { rowCount } = await db.query(
        `delete from instances where id in (
           select id from instances where seen_at < now() - interval '1 hour' order by seen_at limit $1)`,
        [limit],
      )
      return rowCount
    },
  },
  {
    table: 'notices',
    async deleteExpired(db, limit) {
      const { rowCount } = await db.query(
        `delete from notices where id in (
           select id from notices where at < now() - interval '1 hour' order by at limit $1)`,
        [limit],
      )
      return rowCount
    },
  },
]
