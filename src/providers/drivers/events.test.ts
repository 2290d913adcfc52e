import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { DONE, readEvents } from './events.ts'

const read = (chunks: readonly Uint8Array[]) =>
  Array.fromAsync(
    readEvents(
      new Response(
        new ReadableStream<Uint8Array>({
          start(controller) {
            for (const chunk of chunks) controller.enqueue(chunk)
            controller.close()
          },
        }),
      ),
    ),
  )
const bytes = (text: string) => Buffer.from(text)
const line = fc.oneof(
  fc.constantFrom(
    '',
    '',
    ': note',
    'event: error',
    'id: 1',
    'data',
    'data: 7',
    'data: {"a":',
    'data: "b"}',
    'data:[DONE]',
  ),
  fc.json({ maxDepth: 1 }).map((json) => `data: ${json}`),
  fc.string({ unit: 'grapheme', maxLength: 4 }).map((text) => `data:{"text":${JSON.stringify(text)}}`),
)

it('reads the same events however the bytes are cut, and whichever way lines end', async () => {
  const ends = fc.constantFrom('\n', '\r\n', '\r')
  const cuts = fc.array(fc.nat(), { maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 12 }), ends, cuts, async (lines, end, cuts) => {
      const whole = bytes(lines.join(end))
      const edges = [0, ...cuts.map((cut) => cut % (whole.length + 1)), whole.length].toSorted(
        (a, b) => a - b,
      )
      const pieces = edges.slice(1).map((edge, nth) => whole.subarray(edges[nth], edge))
      expect(await read(pieces)).toEqual(await read([bytes(lines.join('\n'))]))
    }),
    { numRuns: 500 },
  )
})

it('reads an event of several lines, several events of one, and nothing after [DONE]', async () => {
  const text = 'data: {"a":\ndata: 1}\n\ndata: {"b":2}\ndata: {"c":3}\n\ndata: [DONE]\n\ndata: {"d":4}\n\n'
  expect(await read([bytes(text)])).toEqual([{ a: 1 }, { b: 2 }, { c: 3 }, DONE])
})

it('reads an event that is called an error as one', async () => {
  const text =
    'event: error\ndata: {"error":{"code":429}}\n\nevent: error\ndata: {"code":500}\n\nevent: error\ndata: no\n\n'
  expect(await read([bytes(text)])).toEqual([
    { error: { code: 429 } },
    { error: { code: 500 } },
    { error: 'no' },
  ])
})

it('breaks off at an event that has no end, and takes no longer than its length', async () => {
  const piece = bytes('x'.repeat(16_384))
  const started = performance.now()
  const endless = [bytes('data: {"text":"'), ...Array.from({ length: 1200 }, () => piece)]
  await expect(read([...endless, bytes('"}\n\ndata: {"a":1}\n\n')])).rejects.toThrow(/max buffer size/)
  expect(performance.now() - started).toBeLessThan(3000)
})

it('reads what a server sends that does not stream', async () => {
  expect(await read([bytes('\n {"a":'), bytes(' 1}'), bytes('\n')])).toEqual([{ a: 1 }])
  expect(await read([bytes('{"a":')])).toEqual([])
})
