import { startFakeDiscord, type FakeDiscordOptions } from '../src/sandbox/fake-discord.ts'
import { createFakeClock } from './fake-clock.ts'

type Json = ReturnType<typeof JSON.parse>
export type Answer = { status: number; body: Json; headers: Headers }

/** A fake Discord on a fake clock, with its two doors: the API as the bot's, the control API as the people's. */
export const openFakeDiscord = async (options: Partial<FakeDiscordOptions> = {}) => {
  const clock = createFakeClock()
  const discord = await startFakeDiscord({ port: { port: 0, orNext: false }, clock, ...options })
  const authorization = `Bot ${discord.token}`
  const state: Json = await (await fetch(`${discord.url}/sandbox/state`)).json()
  const idOf = (channel: string): string => {
    for (const guild of state.guilds)
      for (const one of guild.channels) if (one.name === channel) return one.id
    throw new Error(`no channel ${channel}`)
  }
  return {
    discord,
    clock,
    state,
    idOf,
    api: (method: string, path: string, body?: unknown) =>
      call(`${discord.apiUrl}/v10${path}`, method, body, { authorization }),
    control: (method: string, path: string, body?: unknown) =>
      call(`${discord.url}/sandbox${path}`, method, body),
    [Symbol.asyncDispose]: () => discord[Symbol.asyncDispose](),
  }
}

const call = async (
  url: string,
  method: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> => {
  const form = body instanceof FormData
  const response = await fetch(url, {
    method,
    headers: { ...(body !== undefined && !form && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: form ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? null : JSON.parse(text), headers: response.headers }
}
