import { OpenAI } from 'openai'
import { startBenchRouter } from '../parley.ts'
import type { Pace } from './prepared-provider.ts'

/** Milliseconds from the call on, without those that the provider spent itself. */
export type Taken = { firstWords: number; whole: number }
export type Call = () => Promise<Taken>

/** The call that the router makes at last, made by hand. */
export const directCall = (provider: string, pace: Pace): Call => {
  // What src/providers/drivers/openai.ts gives its client, but for the fetch, which is Parley's own.
  const client = new OpenAI({
    apiKey: 'no-key',
    baseURL: `${provider}/${pace}/v1`,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    logLevel: 'off',
    maxRetries: 0,
    timeout: 3_600_000,
  })
  const request = {
    model: 'bench',
    messages: [
      { role: 'system' as const, content: system },
      ...said.map(({ role, text }) => ({ role, content: text })),
    ],
    stream: true as const,
    stream_options: { include_usage: true },
    max_tokens: 4000,
  }
  return async () => {
    const watch = startWatch()
    const { signal } = new AbortController()
    for await (const { choices } of await client.chat.completions.create(request, { signal }))
      watch.hear(choices[0]?.delta.content ?? '')
    return watch.stop()
  }
}

export const routedCall = (provider: string, pace: Pace): Call & AsyncDisposable => {
  const router = startBenchRouter({
    providers: { priority: ['bench'], bench: { model: 'bench', base_url: `${provider}/${pace}/v1` } },
  })
  const ask = { turn: 'bench', prompt: { system, messages: said }, choices: [] }
  const call = async () => {
    const watch = startWatch()
    for await (const event of router.answer(ask, new AbortController().signal)) {
      if (event.type === 'text') watch.hear(event.text)
      if (event.type === 'failed') throw new Error(`The router gave no answer: ${event.failure.detail}`)
    }
    return watch.stop()
  }
  return Object.assign(call, { [Symbol.asyncDispose]: () => router[Symbol.asyncDispose]() })
}

const startWatch = () => {
  const began = performance.now()
  let firstWordsAt = NaN
  let text = ''
  return {
    hear(words: string) {
      if (words && !text) firstWordsAt = performance.now()
      text += words
    },
    stop(): Taken {
      const endedAt = performance.now()
      const spent = text.match(/\d+\.\d+/g)?.map(Number) ?? []
      if (spent.length !== 2) throw new Error(`The answer is not whole: ${text}`)
      const [untilFirst = NaN, untilLast = NaN] = spent
      return { firstWords: firstWordsAt - began - untilFirst, whole: endedAt - began - untilLast }
    },
  }
}

const system = 'You are a friendly member of this server. Be brief, and say so when you do not know.'
const turn = (text: string) => [
  { role: 'user' as const, text: `Ada: ${text}` },
  {
    role: 'assistant' as const,
    text: `You asked me: ${text} I am not sure, but I would look at the edge of the lawn.`,
  },
]
const said = [
  ...turn('What do moles eat, and why do they come to my garden of all gardens?'),
  ...turn('Would they stay away if I planted garlic between the carrots?'),
  ...turn('How deep do they dig when it has not rained for a month?'),
  { role: 'user' as const, text: 'Ada: And what shall I tell my neighbour?' },
]
