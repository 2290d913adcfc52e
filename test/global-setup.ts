import { chmod, mkdtemp, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import type { TestProject } from 'vitest/node'
import { connectionFrom } from '../src/database/connection.ts'
import { startEmbedded } from '../src/database/embedded/server.ts'
import { migrate } from '../src/database/migrate.ts'
import { systemClock } from '../src/lib/clock.ts'
import { createLog } from '../src/telemetry/log.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** `folder` is a roomy place, quick and gone after the tests, that every user may enter. */
    postgres: { url: string; template: string; folder: string }
  }
}

/** Starts what all test files share: one Postgres, with a migrated database to make copies of. */
export default async function setup(project: TestProject) {
  const { signal } = new AbortController()
  const folder = await mkdtemp(join(await roomiestFolder(), 'parley-test-'))
  await chmod(folder, 0o755)
  const server = await startEmbedded({
    dataDir: join(folder, 'postgres'),
    settings: careless,
    disposable: true,
    clock: systemClock,
    signal,
  })
  const urlOf = (database: string) =>
    `postgres://${server.user}:${server.password}@127.0.0.1:${server.port}/${database}`
  const template = 'test_template'
  const client = new Client(urlOf('postgres'))
  await client.connect()
  await client.query(`create database ${template}`)
  await client.end()
  const connection = connectionFrom({ DATABASE_URL: urlOf(template) })
  await migrate({ connection: connection!, log: createLog('warn'), signal })
  project.provide('postgres', { url: urlOf('postgres'), template, folder })
  return async () => {
    await server[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  }
}

// Nothing of a test has to survive the machine.
const careless = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  max_connections: '300',
  shared_buffers: '64MB',
}

const ROOM = 1024 ** 3

const roomiestFolder = async () => {
  const memory = '/dev/shm'
  const room = await statfs(memory).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  )
  return room > ROOM ? memory : tmpdir()
}
