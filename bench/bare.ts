import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { endWithUs } from './apart.ts'
import { nodeFlags } from './command.ts'
import { startDiscord } from './discord.ts'

/** bare-client.ts in a process of its own, with the flags that the bot gets, connected to a Discord of its own. */
export const startBareClient = async () => {
  await using stack = new AsyncDisposableStack()
  const discord = stack.use(await startDiscord())
  const script = fileURLToPath(new URL('bare-client.ts', import.meta.url))
  const url = discord.url.replace('http', 'ws')
  const child = spawn(process.execPath, [...nodeFlags(), script, url], { stdio: ['ignore', 2, 2] })
  stack.use(endWithUs(child))
  const owned = stack.move()
  return { connected: discord.connected, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}
