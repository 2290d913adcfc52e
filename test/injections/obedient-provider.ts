import { z } from 'zod'
import { event, startScriptedServer, stream, type Script } from '../scripted-server.ts'

const asked = z.object({
  messages: z.array(z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })),
})

export type SentPrompt = z.infer<typeof asked>['messages']

export type ObedientProvider = AsyncDisposable & { readonly url: string; prompts(): readonly SentPrompt[] }

/** Speaks OpenAI's protocol, and gives away everything that it was told: the worst that a model can be talked into. */
export const startObedientProvider = async (): Promise<ObedientProvider> => {
  const server = await startScriptedServer()
  server.play(giveAway)
  return {
    url: server.url,
    prompts: () => server.asked.map(({ body }) => asked.parse(body).messages),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

const giveAway: Script = (response, { body }) => {
  const everything = asked.parse(body).messages.map(({ role, content }) => `${role}: ${content}`)
  return stream(
    chunk({ content: everything.join('\n\n') }),
    chunk({}, 'stop'),
    event('[DONE]'),
  )(response, {
    path: '',
    headers: {},
    body,
    closed: Promise.resolve(),
  })
}

const chunk = (delta: object, finish_reason: string | null = null) =>
  event({
    id: 'c1',
    object: 'chat.completion.chunk',
    model: 'obedient',
    choices: [{ index: 0, delta, finish_reason }],
  })
