import type { Queryable } from './contract.ts'

/**
 * What becomes of a row when the person or the server in this column is erased. `clear`: the row stays, without this
 * and the columns that say `on erasure of` it. `hash`: the row stays, with a keyed hash in the column `into`.
 */
export type OnErasure = { is: 'delete' } | { is: 'clear' } | { is: 'hash'; into: string } | { is: 'keep' }

export type CataloguedColumn = {
  name: string
  /** As Postgres writes it: bigint, bigint[], text, timestamp with time zone. */
  type: string
  /** What it holds, as its comment begins; '' without one. */
  says: string
  /** An id of a person or a server, or several; or what else tells who a person is. */
  holds: 'user' | 'guild' | null
  onErasure: OnErasure
  /** Which columns of a row a person is shown who stands in this one. */
  onExport: 'everything' | readonly string[]
  /** Goes together with this other column of its row. */
  clearedWith: string | null
  /** What stands there when it is cleared. */
  empty: 'null' | 'default' | null
  /** Clauses of its comment that look like a rule, and are none. */
  mistaken: readonly string[]
}

/** A table with what its comments say, which is where docs/privacy.md and every erasure take it from. */
export type CataloguedTable = {
  table: string
  module: string | null
  /** How long rows are kept: `48 hours`, or the name of a setting. */
  retention: string | null
  /** What the rows are there for, as the end of "it is kept". */
  why: string | null
  columns: readonly CataloguedColumn[]
}

/**
 * All tables by name. The grammar, each clause after a semicolon:
 * of tables `module: …; retention: …; why: …`;
 * of columns `user: …` or `guild: …`, then `on erasure: delete | clear | hash into COLUMN | keep` (a reason may follow
 * after a comma) and `on export: nothing | COLUMN and COLUMN`; of others `on erasure of COLUMN: clear`.
 */
export const readCatalogue = async (db: Queryable): Promise<readonly CataloguedTable[]> => {
  const { rows } = await db.query<Row>(
    `select c.relname as table, obj_description(c.oid, 'pg_class') as about, a.attname as column,
       format_type(a.atttypid, null) as type, a.attnotnull as required, a.atthasdef as has_default,
       col_description(c.oid, a.attnum) as comment
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace
     order by c.relname, a.attnum`,
  )
  return [...Map.groupBy(rows, (row) => row.table)].map(([table, columns]) => ({
    table,
    ...aboutTable(columns[0]?.about ?? ''),
    columns: columns.map(columnOf),
  }))
}

/** The columns with ids of people, or of servers. */
export const idColumns = ({ columns }: CataloguedTable, holds: 'user' | 'guild') =>
  columns.filter((column) => column.holds === holds && isId(column))

export const isId = ({ type }: CataloguedColumn) => type === 'bigint' || type === 'bigint[]'

type Row = {
  table: string
  about: string | null
  column: string
  type: string
  required: boolean
  has_default: boolean
  comment: string | null
}

const aboutTable = (comment: string) => {
  const clauses = clausesOf(comment)
  const said = (key: string) =>
    clauses.find((clause) => clause.startsWith(`${key}: `))?.slice(key.length + 2) ?? null
  return { module: said('module'), retention: said('retention'), why: said('why') }
}

const columnOf = ({ column, type, required, has_default, comment }: Row): CataloguedColumn => {
  const clauses = clausesOf(comment ?? '')
  const [, holds, says] = /^(?:(user|guild): )?(.*)$/s.exec(clauses[0] ?? '') ?? []
  const rules = clauses.filter((clause) => clause.startsWith('on '))
  const rule = (shape: RegExp) => rules.map((clause) => shape.exec(clause)).find((found) => found !== null)
  const erasure = rule(erasureRule)
  return {
    name: column,
    type,
    says: says?.startsWith('on ') ? '' : (says ?? ''),
    holds: holds === 'user' || holds === 'guild' ? holds : null,
    onErasure: erasureOf(erasure?.[1] ?? 'delete', erasure?.[2]),
    onExport: exportOf(rule(exportRule)?.[1]),
    clearedWith: rule(clearedRule)?.[1] ?? null,
    empty: required ? (has_default ? 'default' : null) : 'null',
    mistaken: rules.filter((clause) => !allRules.some((shape) => shape.test(clause))),
  }
}

const clausesOf = (comment: string) => comment.split(/;\s*/).filter((clause) => clause !== '')

const erasureRule = /^on erasure: (delete|clear|keep|hash(?: into (\w+))?)(?:,.*)?$/s
const exportRule = /^on export: (nothing|\w+(?: and \w+)*)(?:,.*)?$/s
const clearedRule = /^on erasure of (\w+): clear(?:,.*)?$/s
const allRules = [erasureRule, exportRule, clearedRule]

const erasureOf = (action: string, into: string | undefined): OnErasure => {
  if (into) return { is: 'hash', into }
  return action === 'clear' || action === 'keep' ? { is: action } : { is: 'delete' }
}

const exportOf = (said: string | undefined): CataloguedColumn['onExport'] => {
  if (said === undefined) return 'everything'
  return said === 'nothing' ? [] : said.split(' and ')
}
