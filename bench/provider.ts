import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { listen } from './listen.ts'

/** A request for an answer to the question with this number. `at` is when all of it was there, by performance.now(). */
export type Request = { question: number; at: number; say(text: string): void; finish(): void }

/** A provider that speaks OpenAI's protocol and says what `answer` tells it to. */
export const startProvider = async (
  answer: (request: Request) => void,
): Promise<AsyncDisposable & { readonly url: string }> => {
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const at = performance.now()
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
      answer({
        question: Number(/Question (\d+)\?/.exec(body)?.[1]),
        at,
        say: (content) => void response.write(chunk({ content }, null)),
        finish: () => void response.end(`${chunk({}, 'stop')}data: [DONE]\n\n`),
      })
    })
  })
  const { url, close } = await listen(server)
  return { url, [Symbol.asyncDispose]: close }
}

const chunk = (delta: object, finish_reason: string | null) => {
  const choices = [{ index: 0, delta, finish_reason }]
  const usage = finish_reason ? { prompt_tokens: 30, completion_tokens: 60, total_tokens: 90 } : null
  const head = {
    id: 'chatcmpl-bench',
    object: 'chat.completion.chunk',
    created: 1_770_000_000,
    model: 'bench',
  }
  return `data: ${JSON.stringify({ ...head, choices, usage })}\n\n`
}
