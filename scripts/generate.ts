import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { settingsSchema } from '../src/config/settings.ts'
import { readCatalogue } from '../src/database/catalogue.ts'
import { migrate } from '../src/database/migrate.ts'
import { startDatabase } from '../src/database/start.ts'
import { systemClock } from '../src/lib/clock.ts'
import { createLive } from '../src/lib/live.ts'
import { createHealth } from '../src/telemetry/health.ts'
import { createLog } from '../src/telemetry/log.ts'
import { createMetrics } from '../src/telemetry/metrics.ts'
import { generatedFiles } from './generated.ts'

/** The tables as this version makes them, in a database that is there for this moment only. */
const readTables = async () => {
  await using stack = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'parley-generate-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const { signal } = new AbortController()
  const log = createLog('warn')
  const database = stack.use(
    await startDatabase({
      connection: null,
      dataDir: join(folder, 'postgres'),
      settings: createLive(settingsSchema.parse({}).database),
      clock: systemClock,
      signal,
      log,
      metrics: createMetrics({ processMetrics: false }),
      health: createHealth(),
    }),
  )
  await migrate({ connection: database.connection, log, signal })
  return await readCatalogue(database)
}

for (const [file, text] of await generatedFiles(await readTables())) await writeFile(file, text)
