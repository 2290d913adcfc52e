import { escapeIdentifier } from 'pg'
import { idColumns, readCatalogue, type CataloguedColumn, type CataloguedTable } from './catalogue.ts'
import type { Queryable, Retention } from './contract.ts'
import { erasing, holdsId } from './erase.ts'

/** Where it is written down which servers the bot has left for good: that goes last. */
export type Departures = {
  table: string
  /** At most `limit` servers whose data is to go. */
  departed: (db: Queryable, limit: number) => Promise<readonly string[]>
}

/** Deletes a server's rows from every table with a `guild:` column: at most `limit` of each. Resolves with how many. */
const eraseGuild = async (
  db: Queryable,
  tables: readonly CataloguedTable[],
  guild: string,
  limit: number,
): Promise<number> => {
  let gone = 0
  for (const table of tables)
    for (const column of idColumns(table, 'guild')) gone += await eraseFrom(db, table, column, guild, limit)
  return gone
}

/** For the cleaner: the data of servers that the bot has left. */
export const departuresRetention = ({ table, departed }: Departures): Retention => ({
  table,
  async deleteExpired(db, limit) {
    const guilds = await departed(db, limit)
    if (guilds.length === 0) return 0
    const tables = await readCatalogue(db)
    const others = tables.filter((one) => one.table !== table)
    const own = tables.filter((one) => one.table === table)
    for (const guild of guilds) {
      const gone = await eraseGuild(db, others, guild, limit)
      if (gone >= limit) return limit
      await eraseGuild(db, own, guild, limit)
    }
    return guilds.length
  },
})

const eraseFrom = async (
  db: Queryable,
  table: CataloguedTable,
  column: CataloguedColumn,
  guild: string,
  limit: number,
) => {
  if (column.onErasure.is === 'delete') {
    const name = escapeIdentifier(table.table)
    const deleting = `delete from ${name} where ctid = any(array(select ctid from ${name} where ${holdsId(column)} limit $2))`
    return (await db.query(deleting, [guild, limit])).rowCount
  }
  const statement = column.onErasure.is === 'clear' ? erasing(table, column) : null
  return statement === null ? 0 : (await db.query(statement, [guild])).rowCount
}
