import type { Clock } from '../lib/clock.ts'
import { startFakeDiscord } from './fake-discord.ts'
import type { Port } from './listen.ts'
import { createPracticeProvider } from './practice/practice-provider.ts'
import { createPageRouter } from './serve-page.ts'

export type SandboxOptions = {
  port: Port
  clock: Clock
  /** The model that answers, or null: then the practice provider stands in for all three. */
  model: string | null
  /** Where the operator's port is. */
  operator: string
}

export type Sandbox = AsyncDisposable & {
  /** Where the chat page is. */
  readonly url: string
  /** The variables with which the bot runs against this sandbox. */
  readonly variables: Readonly<Record<string, string>>
}

/** A Discord, a chat page and, unless a real model answers, a practice provider: all on one port of this machine. */
export const startSandbox = async ({ port, clock, model, operator }: SandboxOptions): Promise<Sandbox> => {
  const practice = createPracticeProvider({ clock })
  const banner = () => ({ model: model ?? 'the practice model', practice: model === null, operator })
  const routers = [practice.router, await createPageRouter({ banner })]
  const discord = await startFakeDiscord({ port, clock, routers })
  const urls = practice.baseUrls(discord.url)
  const practised = {
    GROQ_API_KEY: 'practice',
    GEMINI_API_KEY: 'practice',
    OPENAI_API_KEY: 'practice',
    GROQ_BASE_URL: urls.groq,
    GEMINI_BASE_URL: urls.gemini,
    OPENAI_BASE_URL: urls.openai,
  }
  return {
    url: discord.url,
    variables: {
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
      ...(model === null && practised),
    },
    [Symbol.asyncDispose]: () => discord[Symbol.asyncDispose](),
  }
}
