import { idColumns, isId, type CataloguedColumn, type CataloguedTable } from './catalogue.ts'

/** What keeps a table's data from being found, explained or erased: sentences for whoever made the table. */
export const flawsOf = (table: CataloguedTable): string[] => [
  ...flawsOfTable(table),
  ...table.columns.flatMap((column) =>
    flawsOfColumn(column, table).map((flaw) => `${table.table}.${column.name} ${flaw}`),
  ),
]

const flawsOfTable = (table: CataloguedTable) => {
  const { module, retention, why } = table
  const personal = idColumns(table, 'user').length + idColumns(table, 'guild').length > 0
  const missing = Object.entries({ module, retention, ...(personal && { why }) })
    .filter(([, said]) => said === null)
    .map(([key]) => `${table.table} has no "${key}: …" in its comment`)
  if (retention !== null && !times.test(retention))
    missing.push(`${table.table} is kept for "${retention}", which is neither a time nor a setting`)
  const named = table.columns.filter(
    ({ holds, ...column }) => holds === 'user' && !isId({ holds, ...column }),
  )
  const orphans =
    idColumns(table, 'user').length > 0
      ? []
      : named.map(
          ({ name }) => `${table.table}.${name} is about a person whom no bigint column of the table names`,
        )
  return [...missing, ...orphans]
}

const flawsOfColumn = (column: CataloguedColumn, { columns }: CataloguedTable): string[] => {
  const flaws: string[] = []
  const other = (name: string) => columns.find((column) => column.name === name)
  const { name, holds, onErasure, onExport, clearedWith, empty, mistaken } = column
  if (isId(column) && holds !== 'user' && people.test(name)) flaws.push('has no comment that begins "user: "')
  if (isId(column) && holds !== 'guild' && servers.test(name))
    flaws.push('has no comment that begins "guild: "')
  if ((onErasure.is === 'clear' || clearedWith !== null) && empty === null)
    flaws.push('can be cleared neither to null nor to a default')
  if (onErasure.is === 'hash' && other(onErasure.into)?.type !== 'text')
    flaws.push(`is to be hashed into "${onErasure.into}", which is no text column`)
  if (onErasure.is === 'hash' && empty !== 'null') flaws.push('is to be hashed and can not be null')
  if (onExport !== 'everything')
    for (const shown of onExport)
      if (!other(shown)) flaws.push(`is to be exported with "${shown}", which is not there`)
  if (clearedWith !== null && other(clearedWith)?.onErasure.is !== 'clear')
    flaws.push(`goes with "${clearedWith}", which is not to be cleared`)
  return [...flaws, ...mistaken.map((clause) => `has a rule that nobody knows: "${clause}"`)]
}

const times = /^(forever|\d+ (minutes?|hours?|days?)|[a-z_]+\.[a-z_]+)$/

const people =
  /^(user|person|people|author|actor|target|asker|addressee|member|moderator|reporter|recipient|operator|owner)s?(_ids?)?$|_(by|user|person|author|member)(_id)?$/
const servers = /^(guild|server)s?(_ids?)?$|_(guild|server)(_id)?$/
