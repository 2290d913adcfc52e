import { isId, type CataloguedColumn, type CataloguedTable } from '../src/database/catalogue.ts'

/** What stands in the database about people and servers, from the comments on tables and columns. */
export const privacyTable = (tables: readonly CataloguedTable[]) =>
  [
    '| table | about you | about a server | it is kept | for | when you are deleted |',
    '|---|---|---|---|---|---|',
    ...tables.map(rowOf),
  ].join('\n')

const rowOf = ({ table, columns, why, retention }: CataloguedTable) => {
  const about = (holds: CataloguedColumn['holds']) => columns.filter((column) => column.holds === holds)
  const cells = [
    said(about('user')),
    said(about('guild')),
    why ?? '',
    retentionOf(retention ?? ''),
    fateOf(columns),
  ]
  return `| \`${table}\` | ${cells.map((cell) => cell.replaceAll('|', '\\|') || '–').join(' | ')} |`
}

const retentionOf = (retention: string) => (/^\w+\.\w+$/.test(retention) ? `\`${retention}\`` : retention)

const fateOf = (columns: readonly CataloguedColumn[]) => {
  const people = columns.filter((column) => column.holds === 'user' && isId(column))
  const fates = people.map(({ name, onErasure }) => {
    switch (onErasure.is) {
      case 'delete':
        return 'the row goes'
      case 'clear':
        return emptied([name, ...columns.filter((one) => one.clearedWith === name).map((one) => one.name)])
      case 'hash':
        return `\`${name}\` becomes a keyed hash`
      case 'keep':
        return 'the row stays until its time is over'
    }
  })
  return [...new Set(fates)].join('; ')
}

const emptied = (names: readonly string[]) =>
  `${names.map((name) => `\`${name}\``).join(', ')} ${names.length === 1 ? 'is' : 'are'} emptied`

const said = (columns: readonly CataloguedColumn[]) =>
  columns.map(({ name, says }) => `\`${name}\`: ${says}`).join('<br>')
