import type { PoolClient } from 'pg'
import type { Queryable } from './contract.ts'
import { DatabaseError } from './errors.ts'
import type { Line } from './line.ts'

/** Runs `work` between `begin` and commit; it waits for each statement as it likes. */
export const runTransaction = async <Result>(
  line: Line,
  begin: string,
  work: (db: Queryable) => Promise<Result>,
): Promise<Result> => {
  const gate = openGate(line)
  void line.send(begin)
  try {
    const result = await work(gate.db).finally(gate.close)
    if (!line.failure) await line.send('commit')
    if (line.failure) throw line.failure
    return result
  } catch (error) {
    await line.send('rollback').catch(() => {})
    throw error
  }
}

/** What a set of statements resolves to, as a tuple. */
export type Answers<Results extends readonly unknown[]> = {
  readonly [Index in keyof Results]: Promise<Results[Index]>
}

/** Sends `begin`, all statements and commit in one flush, and only then waits for the answers. */
export const runTogether = async <Results extends readonly unknown[]>(
  client: PoolClient,
  line: Line,
  begin: string,
  statements: (db: Queryable) => Answers<Results>,
): Promise<Results> => {
  const { answers, end } = inOneFlush(client, () => issue(line, begin, statements))
  await Promise.allSettled([...answers, end])
  if (line.failure) throw line.failure
  return await Promise.all(answers)
}

const issue = <Results extends readonly unknown[]>(
  line: Line,
  begin: string,
  statements: (db: Queryable) => Answers<Results>,
) => {
  const gate = openGate(line)
  void line.send(begin)
  try {
    const answers = statements(gate.db)
    // A value that can't be sent has failed by now, and Postgres knows nothing of it.
    return { answers, end: line.send(line.failure ? 'rollback' : 'commit') }
  } catch (error) {
    void line.send('rollback')
    throw error
  } finally {
    gate.close()
  }
}

const inOneFlush = <Result>(client: PoolClient, send: () => Result) => {
  const { stream } = client.connection
  stream.cork()
  try {
    return send()
  } finally {
    stream.uncork()
  }
}

// A statement that came after the commit would run outside of the transaction, on somebody else's connection.
const openGate = (line: Line): { db: Queryable; close: () => void } => {
  let open = true
  return {
    db: { query: (text, values) => (open ? line.send(text, values) : Promise.reject(tooLate())) },
    close: () => void (open = false),
  }
}

const tooLate = () =>
  new DatabaseError(
    'too_late',
    'A statement was issued when its transaction had ended: issue it before the first await.',
  )
