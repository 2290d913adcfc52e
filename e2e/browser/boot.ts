import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startApp } from '../../src/app.ts'

/** What `npm start` shows to a newcomer: the real bot in its sandbox, in a folder of its own; `port` 0 takes a free one. */
export const boot = async (port = 0) => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-e2e-'))
  await using stack = new AsyncDisposableStack()
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const app = stack.use(
    await startApp({
      variables: { PATH: process.env.PATH, PORT: '0', SANDBOX_PORT: String(port) },
      folder,
      signal: new AbortController().signal,
      writeLog: () => {},
    }),
  )
  const owned = stack.move()
  return { url: app.chatUrl ?? '', [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

export type Sandbox = Awaited<ReturnType<typeof boot>>
