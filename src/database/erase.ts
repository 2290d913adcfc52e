import { escapeIdentifier } from 'pg'
import { idColumns, type CataloguedColumn, type CataloguedTable } from './catalogue.ts'
import type { Queryable, Retention } from './contract.ts'

/** How many rows of each table went or were changed; tables without any are left out. */
export type Erased = Readonly<Record<string, number>>

/**
 * Erases a person from every table that has a `user:` column, as that column's comment says. Stands in a transaction
 * whose earlier statements hold back what is being written for the person.
 */
export const erasePerson = async (
  db: Queryable,
  tables: readonly CataloguedTable[],
  person: string,
  hash: (person: string) => string,
): Promise<Erased> => {
  const erased: Record<string, number> = {}
  for (const table of tables) {
    const columns = idColumns(table, 'user')
    const gone = await eraseFrom(db, table, columns, person, hash)
    if (gone > 0) erased[table.table] = gone
  }
  return erased
}

/** Two people may stand in the same rows: until the transaction ends, nobody else is erased. */
export const eraseAlone = async (db: Queryable) => {
  await db.query('lock table erasures in share row exclusive mode')
}

/** Ids go by Discord's clock. What is said so soon after an erasure is answered, and not remembered. */
export const FENCED_AFTERWARDS_MS = 10_000

/**
 * Says that no turn up to this one may leave anything of the person any more: an answer that is being written was made
 * before. Who is erased twice is so up to the later turn.
 */
export const fenceErasure = async (db: Queryable, person: string, upTo: string) => {
  await db.query(
    `insert into erasures (person_hash, up_to) values (person_hash($1), $2)
     on conflict (person_hash) do update
     set up_to = greatest(erasures.up_to, excluded.up_to), at = excluded.at`,
    [person, upTo],
  )
}

/** Longer than any turn may be begun after it came. */
export const erasuresRetention: Retention = {
  table: 'erasures',
  async deleteExpired(db, limit) {
    const { rowCount } = await db.query(
      `delete from erasures where person_hash in (
         select person_hash from erasures where at < now() - interval '25 hours' order by at limit $1)`,
      [limit],
    )
    return rowCount
  },
}

// Rows that go needn't be changed before.
const order = ['delete', 'clear', 'hash', 'keep'] as const

const eraseFrom = async (
  db: Queryable,
  table: CataloguedTable,
  columns: readonly CataloguedColumn[],
  id: string,
  hash: (id: string) => string,
) => {
  let gone = 0
  for (const action of order)
    for (const column of columns.filter(({ onErasure }) => onErasure.is === action)) {
      const statement = erasing(table, column)
      if (statement === null) continue
      const values = column.onErasure.is === 'hash' ? [id, hash(id)] : [id]
      gone += (await db.query(statement, values)).rowCount
    }
  return gone
}

/** The statement that erases the id `$1` from this column; null: it is kept. */
export const erasing = (table: CataloguedTable, column: CataloguedColumn): string | null => {
  const { onErasure, name } = column
  switch (onErasure.is) {
    case 'delete':
      return `delete from ${escapeIdentifier(table.table)} where ${holdsId(column)}`
    case 'clear':
      return updating(table, column, [clearing(column), ...cleared(table, name)])
    case 'hash':
      return updating(table, column, [clearing(column), `${escapeIdentifier(onErasure.into)} = $2`])
    case 'keep':
      return null
  }
}

/** The condition that a row holds the id `$1` in this column. */
export const holdsId = ({ name, type }: CataloguedColumn) =>
  type === 'bigint' ? `${escapeIdentifier(name)} = $1` : `${escapeIdentifier(name)} @> array[$1::bigint]`

const updating = ({ table }: CataloguedTable, column: CataloguedColumn, changes: readonly string[]) =>
  `update ${escapeIdentifier(table)} set ${changes.join(', ')} where ${holdsId(column)}`

const cleared = ({ columns }: CataloguedTable, name: string) =>
  columns.filter(({ clearedWith }) => clearedWith === name).map(emptying)

/** Others in the same list stay. */
const clearing = (column: CataloguedColumn) => {
  const name = escapeIdentifier(column.name)
  return column.type === 'bigint' ? emptying(column) : `${name} = array_remove(${name}, $1::bigint)`
}

const emptying = ({ name, empty }: CataloguedColumn) => `${escapeIdentifier(name)} = ${empty ?? 'null'}`
