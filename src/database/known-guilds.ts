import { escapeIdentifier } from 'pg'
import { idColumns, readCatalogue } from './catalogue.ts'
import type { Queryable } from './contract.ts'

/** All servers of which anything is stored, but in `except`; by the catalogue, so that no table is forgotten. */
export const knownGuilds = async (db: Queryable, except: string): Promise<readonly string[]> => {
  const tables = (await readCatalogue(db)).filter(({ table }) => table !== except)
  const selects = tables.flatMap((table) =>
    idColumns(table, 'guild').map(
      ({ name }) =>
        `select distinct ${escapeIdentifier(name)}::text as guild from ${escapeIdentifier(table.table)}`,
    ),
  )
  if (selects.length === 0) return []
  const { rows } = await db.query<{ guild: string | null }>(selects.join(' union '))
  return rows.flatMap(({ guild }) => guild ?? [])
}
