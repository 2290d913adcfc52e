import { systemClock } from '../src/lib/clock.ts'
import { startFakeDiscord } from '../src/sandbox/fake-discord.ts'
import { startPracticeProvider } from '../src/sandbox/practice/server.ts'
import { startConnectProxy, type ConnectProxy } from './connect-proxy.ts'
import { startOutside } from './outside.ts'
import { createPeople } from './people.ts'

/** Discord and the providers with names and TLS, where nobody but a proxy knows the way to them. */
export const startBehindProxy = async (account?: string) => {
  await using stack = new AsyncDisposableStack()
  const clock = systemClock
  const practice = stack.use(
    await startPracticeProvider({ clock, port: 0, pace: { first_token_ms: 0, chunk_ms: 0 } }),
  )
  const discord = stack.use(
    await startFakeDiscord({
      port: { port: 0, orNext: false },
      clock,
      origin: 'https://gateway.parley.test',
    }),
  )
  const servers = {
    'discord.parley.test': discord.url,
    'gateway.parley.test': discord.url,
    'groq.parley.test': practice.url,
    'gemini.parley.test': practice.url,
    'openai.parley.test': practice.url,
  }
  const outside = stack.use(await startOutside(servers))
  const names: Record<string, number | undefined> = Object.fromEntries(
    Object.keys(servers).map((name) => [`${name}:443`, outside.port]),
  )
  const proxy: ConnectProxy = stack.use(
    await startConnectProxy({ names, ...(account !== undefined && { account }) }),
  )
  const people = createPeople(discord)
  const variables = {
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: 'https://discord.parley.test/api',
    GROQ_API_KEY: 'key-of-groq',
    GROQ_BASE_URL: practice.baseUrls.groq.replace(practice.url, 'https://groq.parley.test'),
    GEMINI_API_KEY: 'key-of-gemini',
    GEMINI_BASE_URL: practice.baseUrls.gemini.replace(practice.url, 'https://gemini.parley.test'),
    OPENAI_API_KEY: 'key-of-openai',
    OPENAI_BASE_URL: practice.baseUrls.openai.replace(practice.url, 'https://openai.parley.test'),
  }
  const owned = stack.move()
  return {
    ...people,
    practice,
    proxy,
    targets: Object.keys(names),
    /** Where the proxy finds them. */
    names,
    /** All that a bot needs but the way out. */
    variables,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
