import type { Banner, Message, World } from './state/world.ts'

export type Draft = { channel: string; author: string; content: string; reply_to?: string }

export type Api = ReturnType<typeof createApi>

/** The sandbox's control API, on the origin that served the page. Rejects with a sentence for the person. */
export const createApi = () => ({
  banner: () => read<Banner>('GET', '/page/banner'),
  world: () => read<World>('GET', '/sandbox/state'),
  history: (channel: string) => read<Message[]>('GET', `/sandbox/channels/${channel}/messages`),
  send: (draft: Draft) => read<Message>('POST', '/sandbox/messages', draft),
  edit: (id: string, content: string) => read<Message>('PATCH', `/sandbox/messages/${id}`, { content }),
  remove: (id: string) => call('DELETE', `/sandbox/messages/${id}`),
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
