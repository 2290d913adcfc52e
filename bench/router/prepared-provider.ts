import { createServer, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { listen } from '../listen.ts'

/** As a quick model talks, or as fast as it goes. */
export type Pace = 'talking' | 'at_once'

const FIRST_WORDS_MS = 20
const CHUNK_MS = 10
const CHUNKS = 20

/**
 * Speaks OpenAI's protocol below /talking/v1 and /at_once/v1, and says the same to everybody, but for its first and
 * last words: these are the milliseconds that it has spent itself, since the request was there.
 */
export const startPreparedProvider = async (): Promise<AsyncDisposable & { readonly url: string }> => {
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      const [, pace] = request.url?.split('/') ?? []
      void answer(response, pace === 'talking')
    })
  })
  const { url, close } = await listen(server)
  return { url, [Symbol.asyncDispose]: close }
}

const answer = async (response: ServerResponse, talking: boolean) => {
  const began = performance.now()
  const spent = () => (performance.now() - began).toFixed(3)
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (let nth = 1; nth <= CHUNKS; nth += 1) {
    if (talking) await sleep(around(nth === 1 ? FIRST_WORDS_MS : CHUNK_MS))
    const own = nth === 1 || nth === CHUNKS
    response.write(own ? saying(`${spent()} `) : words)
  }
  response.end(ending)
}

/** Never in step with others: who asks at the same moment isn't answered at the same moment. */
const around = (ms: number) => ms * (0.5 + Math.random())

const head = {
  id: 'chatcmpl-bench0000000000000000000000',
  object: 'chat.completion.chunk',
  created: 1_770_000_000,
  model: 'bench',
  service_tier: 'default',
  system_fingerprint: null,
}
const event = (body: object) => `data: ${JSON.stringify({ ...head, ...body })}\n\n`
const choice = (delta: object, finish_reason: string | null) => ({
  choices: [{ index: 0, delta, logprobs: null, finish_reason }],
  usage: null,
})

const SEAM = 'THE WORDS'
const [before = '', after = ''] = event(choice({ content: SEAM }, null)).split(SEAM)
const saying = (text: string) => before + text + after

const words = saying('and a few words more ')
const usage = { prompt_tokens: 300, completion_tokens: 90, total_tokens: 390 }
const ending = `${event(choice({}, 'stop'))}${event({ choices: [], usage })}data: [DONE]\n\n`
