import type { Command, Options, Used } from './state/commands.ts'
import type { Banner, Message, World } from './state/world.ts'

export type Upload = { filename: string; content_type: string; base64: string }
export type Draft = {
  channel: string
  author: string
  content: string
  reply_to?: string
  attachments?: Upload[]
}

/** What a person does with the bot's commands, components and forms. */
export type Use = { author: string } & (
  | { kind: 'command'; channel: string; name: string; options: Options }
  | { kind: 'autocomplete'; channel: string; name: string; options: Options; focused: string }
  | { kind: 'message_command'; message: string; name: string }
  | { kind: 'user_command'; channel: string; person: string; name: string }
  | { kind: 'component'; message: string; custom_id: string; values: string[] }
  | { kind: 'modal'; interaction: string; fields: Record<string, string | string[]> }
)

export type Api = ReturnType<typeof createApi>

/** The sandbox's control API, on the origin that served the page. Rejects with a sentence for the person. */
export const createApi = () => ({
  banner: () => read<Banner>('GET', '/page/banner'),
  world: () => read<World>('GET', '/sandbox/state'),
  history: (channel: string) => read<Message[]>('GET', `/sandbox/channels/${channel}/messages`),
  send: (draft: Draft) => read<Message>('POST', '/sandbox/messages', draft),
  edit: (id: string, content: string) => read<Message>('PATCH', `/sandbox/messages/${id}`, { content }),
  remove: (id: string) => call('DELETE', `/sandbox/messages/${id}`),
  commands: (channel: string, author: string) =>
    read<Command[]>('GET', `/sandbox/channels/${channel}/commands?author=${author}`),
  /** Answered when the bot has answered, or can't any more. */
  use: (use: Use) => read<Used>('POST', '/sandbox/interactions', { ...use, wait: true, offered_only: true }),
  thread: (thread: { parent: string; message: string; name: string; author: string }) =>
    read<{ id: string }>('POST', '/sandbox/channels', { type: 'thread', ...thread }),
  changeChannel: (channel: string, change: { age_restricted: boolean }) =>
    call('PATCH', `/sandbox/channels/${channel}`, change),
  addRole: (guild: string, role: { name: string; permissions: string[] }) =>
    call('POST', `/sandbox/guilds/${guild}/roles`, role),
  changeRole: (guild: string, role: string, change: { permissions: string[] }) =>
    call('PATCH', `/sandbox/guilds/${guild}/roles/${role}`, change),
  removeRole: (guild: string, role: string) => call('DELETE', `/sandbox/guilds/${guild}/roles/${role}`),
  setRole: (guild: string, person: string, role: string, has: boolean) =>
    call(has ? 'PUT' : 'DELETE', `/sandbox/guilds/${guild}/members/${person}/roles/${role}`),
  setBot: (guild: string, isThere: boolean) =>
    call(isThere ? 'PUT' : 'DELETE', `/sandbox/guilds/${guild}/bot`),
  type: (channel: string, author: string) => call('POST', `/sandbox/channels/${channel}/typing`, { author }),
})

const read = async <Answer>(...request: Parameters<typeof call>): Promise<Answer> =>
  JSON.parse(await call(...request))

const call = async (method: string, path: string, body?: unknown): Promise<string> => {
  const response = await fetch(path, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(complaint(text, response.status))
  return text
}

const complaint = (text: string, status: number) => {
  try {
    const { error }: { error?: unknown } = JSON.parse(text)
    if (typeof error === 'string') return error
  } catch {
    // Not JSON: the status says as much as there is.
  }
  return `The sandbox answered ${status}.`
}
