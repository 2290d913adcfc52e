import { escapeIdentifier } from 'pg'
import { idColumns, type CataloguedColumn, type CataloguedTable } from './catalogue.ts'
import type { Queryable } from './contract.ts'
import { holdsId } from './erase.ts'

/** A row as JSON would have it. */
export type PersonRow = Record<string, unknown>

/** A person's rows of one table. Of other people's ids in them none is told. */
export const personRows = async (
  db: Queryable,
  table: CataloguedTable,
  person: string,
): Promise<PersonRow[]> => {
  const found = await Promise.all(
    showings(table).map(({ columns, where }) =>
      db.query<PersonRow>(
        `select ${columns.map(selected).join(', ')} from ${escapeIdentifier(table.table)} where ${where}`,
        [person],
      ),
    ),
  )
  const others = idColumns(table, 'user')
  return found.flatMap(({ rows }) => rows.map((row) => withoutOthers(row, others, person)))
}

/** How many rows `personRows` would give, table by table in one flush; issues all statements before it waits. */
export const countPersonRows = async (
  db: Queryable,
  tables: readonly CataloguedTable[],
  person: string,
): Promise<number[]> => {
  const counts = await Promise.all(
    tables.map((table) => {
      const any = showings(table).map(({ where }) => `(${where})`)
      return db.query<{ rows: number }>(
        `select count(*)::int as rows from ${escapeIdentifier(table.table)} where ${any.join(' or ')}`,
        [person],
      )
    }),
  )
  return counts.map(({ rows }) => rows[0]?.rows ?? 0)
}

/** Whether anything of a person's is shown of this table. */
export const isShown = (table: CataloguedTable) => showings(table).length > 0

type Showing = { columns: readonly CataloguedColumn[]; where: string }

/** Whole rows, and then those of which a person is shown some columns only. */
const showings = ({ columns, ...table }: CataloguedTable): Showing[] => {
  const ids = idColumns({ ...table, columns }, 'user')
  const owning = ids.filter(({ onExport }) => onExport === 'everything').map(holdsId)
  const whole = owning.length > 0 ? [{ columns, where: owning.join(' or ') }] : []
  const partly = ids.flatMap((column) => {
    const shown = columns.filter(({ name }) => column.onExport.includes(name))
    if (column.onExport === 'everything' || shown.length === 0) return []
    const unseen = owning.map((owned) => ` and (${owned}) is not true`)
    return { columns: shown, where: `${holdsId(column)}${unseen.join('')}` }
  })
  return [...whole, ...partly]
}

// Numbers as wide as Discord's ids, and times, are text: JSON has neither.
const selected = ({ name, type }: CataloguedColumn) => {
  const column = escapeIdentifier(name)
  if (type === 'bigint[]') return `${column}::text[]`
  return /^(bigint|numeric|bytea|timestamp)/.test(type) ? `to_json(${column})#>>'{}' as ${column}` : column
}

const withoutOthers = (row: PersonRow, ids: readonly CataloguedColumn[], person: string): PersonRow => {
  const hidden = ids.flatMap(({ name }) => {
    const value = row[name]
    if (value === undefined || value === null || value === person) return []
    return [[name, Array.isArray(value) ? value.filter((id) => id === person) : null] as const]
  })
  return { ...row, ...Object.fromEntries(hidden) }
}
