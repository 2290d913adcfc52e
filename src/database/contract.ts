/** A statement's text and its values; the text is constant, so that Postgres may keep its plan. */
export type Queryable = {
  /** Rejects with a DatabaseError that holds the SQLSTATE. int8 comes back as string. */
  query<Row extends Record<string, unknown> = Record<string, unknown>>(
    text: string,
    values?: readonly unknown[],
  ): Promise<{ rows: Row[]; rowCount: number }>
}

export type Database = Queryable & {
  /**
   * Several statements, issued without waiting for one another, in one flush and one transaction: one round trip.
   * `together((db) => [begin(db, …), recall(db, …)])`
   */
  together<Results extends readonly unknown[]>(
    statements: (db: Queryable) => { readonly [Index in keyof Results]: Promise<Results[Index]> },
  ): Promise<Results>
  /** Commits when `work` resolves, rolls back when it rejects. */
  transaction<Result>(work: (db: Queryable) => Promise<Result>): Promise<Result>
}

/**
 * What a module that owns a table exports, so that its rows are deleted when their time is over. Deletes at most
 * `limit` rows and resolves to how many; it is called again until fewer than `limit` went.
 */
export type Retention = { table: string; deleteExpired(db: Queryable, limit: number): Promise<number> }
