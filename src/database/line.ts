import type { PoolClient, QueryResult } from 'pg'
import type { Clock } from '../lib/clock.ts'
import type { Queryable } from './contract.ts'
import { translate, type DatabaseError } from './errors.ts'

/** A connection for the length of one transaction: what is sent is answered in this order. */
export type Line = {
  send: Queryable['query']
  /** What failed first; all that follows in the transaction fails because of it. */
  readonly failure: DatabaseError | null
}

/** A line that is cut when it owes an answer and none has come for `silence` milliseconds. */
export const openLine = (client: PoolClient, clock: Clock, silence: number): Line => {
  let failure: DatabaseError | null = null
  let owed = 0
  let alarm: Disposable | undefined
  const watch = () => {
    alarm?.[Symbol.dispose]()
    alarm = owed > 0 ? clock.after(silence, () => cut(client, silence)) : undefined
  }
  const exchange = (text: string, values: readonly unknown[]) => {
    const { promise, resolve, reject } = Promise.withResolvers<QueryResult>()
    owed += 1
    if (owed === 1) watch()
    let answered = false
    client.query(text, [...values], (error: Error | null, result: QueryResult) => {
      // After a value that can't be sent, pg calls twice.
      if (answered) return
      answered = true
      owed -= 1
      watch()
      if (!error) return resolve(result)
      failure ??= translate(error)
      reject(error)
    })
    return promise
  }
  const send: Line['send'] = async (text, values = []) => {
    try {
      const { rows, rowCount } = await exchange(text, values)
      return { rows, rowCount: rowCount ?? 0 }
    } catch (error) {
      throw translate(error)
    }
  }
  return {
    send: (text, values) => heard(send(text, values)),
    get failure() {
      return failure
    },
  }
}

const cut = (client: PoolClient, silence: number) =>
  client.connection.stream.destroy(new Error(`no answer for ${silence} ms`))

// Whoever issues a statement may leave its failure to the transaction's.
const heard = <T>(promise: Promise<T>) => {
  promise.catch(() => {})
  return promise
}
