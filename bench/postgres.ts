import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded } from '../src/database/embedded/server.ts'
import { systemClock } from '../src/lib/clock.ts'

/** A Postgres with the settings that the bot's own has, on disk, in a process that isn't counted as the bot's. */
export const startPostgres = async (): Promise<AsyncDisposable & { readonly url: string }> => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-bench-postgres-'))
  // Started by root, it runs as another user.
  await chmod(folder, 0o755)
  const { signal } = new AbortController()
  const dataDir = join(folder, 'data')
  const server = await startEmbedded({ dataDir, disposable: true, clock: systemClock, signal })
  return {
    url: `postgres://${server.user}:${server.password}@127.0.0.1:${server.port}/parley`,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
