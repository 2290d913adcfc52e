import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, openTestDatabase, type TestDatabase } from '../../test/database.ts'
import { startTcpProxy, type TcpProxy } from '../../test/tcp-proxy.ts'
import { systemClock } from '../lib/clock.ts'
import { createLog } from '../telemetry/log.ts'
import { createPatientDatabase } from './patient.ts'

let own: TestDatabase
let proxy: TcpProxy
let proxied: TestDatabase
let open: AsyncDisposableStack
beforeEach(async () => {
  open = new AsyncDisposableStack()
  own = open.use(await createTestDatabase())
  proxy = await startTcpProxy(Number(new URL(own.url).port))
  proxied = await openTestDatabase(own.url, { port: proxy.port })
})
afterEach(async () => {
  await proxied[Symbol.asyncDispose]()
  await open.disposeAsync()
})

const patient = (signal = new AbortController().signal) => {
  const waits = Promise.withResolvers<void>()
  const log = createLog('warn', () => waits.resolve())
  return {
    db: createPatientDatabase(proxied.database, { clock: systemClock, log, signal }),
    waits: waits.promise,
  }
}

test('what is written while Postgres is away is written when it is back', async () => {
  const { db, waits } = patient()
  const { port } = proxy
  await proxy[Symbol.asyncDispose]()
  const written = db.together((together) => [together.query<{ one: number }>('select 1 as one')])
  await waits
  open.use(await startTcpProxy(Number(new URL(own.url).port), { port }))
  const [{ rows }] = await written
  expect(rows).toEqual([{ one: 1 }])
})

test('what somebody else holds locked is waited for', async () => {
  open.use(proxy)
  proxied.settings.replace({ ...proxied.settings.current, statement_timeout: 0.1 })
  const { db, waits } = patient()
  const written = await own.database.transaction(async (other) => {
    await other.query('lock table usage')
    const written = db.query('delete from usage')
    await waits
    return { result: written }
  })
  expect(await written.result).toMatchObject({ rowCount: 0 })
})

test('a refusal is not waited out', async () => {
  open.use(proxy)
  await expect(patient().db.query('select nothing')).rejects.toMatchObject({ code: '42703' })
})

test('the waiting ends with its signal', async () => {
  const stop = new AbortController()
  const { db, waits } = patient(stop.signal)
  await proxy[Symbol.asyncDispose]()
  const written = db.query('select 1')
  await waits
  stop.abort(new Error('stopped'))
  await expect(written).rejects.toThrow('stopped')
})
