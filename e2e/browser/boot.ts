import { systemClock } from '../../src/lib/clock.ts'
import { startFakeDiscord } from '../../src/sandbox/fake-discord.ts'
import { createPageRouter } from '../../src/sandbox/serve-page.ts'
import { startScriptedBot } from './scripted-bot.ts'

/** A sandbox with a page and a bot that answers; `port` 0 takes a free one. */
export const boot = async (port = 0) => {
  const page = await createPageRouter({ banner: () => ({ model: 'scripted', practice: true }) })
  await using stack = new AsyncDisposableStack()
  const discord = stack.use(
    await startFakeDiscord({ port: { port, orNext: false }, clock: systemClock, routers: [page] }),
  )
  stack.use(startScriptedBot(discord))
  const owned = stack.move()
  return { url: discord.url, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

export type Sandbox = Awaited<ReturnType<typeof boot>>
