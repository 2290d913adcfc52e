import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startApp } from '../../src/app.ts'

type Options = { port?: number; settings?: string }

/**
 * What `npm start` shows to a newcomer: the real bot in its sandbox, in a folder of its own; `port` 0 takes a free
 * one, `settings` is its parley.yaml.
 */
export const boot = async ({ port = 0, settings }: Options = {}) => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-e2e-'))
  await using stack = new AsyncDisposableStack()
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  if (settings !== undefined) {
    await mkdir(join(folder, 'config'))
    await writeFile(join(folder, 'config', 'parley.yaml'), settings)
  }
  const app = stack.use(
    await startApp({
      variables: {
        PATH: process.env.PATH,
        PORT: '0',
        SANDBOX_PORT: String(port),
        PARLEY_DATA_DIR: join(folder, '.data'),
      },
      folder,
      signal: new AbortController().signal,
      writeLog: () => {},
    }),
  )
  const owned = stack.move()
  return { url: app.chatUrl ?? '', [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

export type Sandbox = Awaited<ReturnType<typeof boot>>
