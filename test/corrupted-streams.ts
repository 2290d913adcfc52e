import * as fc from 'fast-check'
import type { Usage } from '../src/providers/contract.ts'
import { createThoughtFilters, type Spoken } from '../src/providers/drivers/thoughts.ts'
import { settingsOf, type Wire } from './provider-wire.ts'
import { event, type Script } from './scripted-server.ts'

/** What a server does: these writes, then this end. `said` is what a careful reader of all the bytes reads. */
export type Play = {
  writes: readonly Uint8Array[]
  end: 'whole' | 'torn' | 'reset'
  contentType: string
  said: Said
}

type Said = {
  /** All words, in order, with the thoughts among them. */
  text: string
  finish: string | null
  usage: Usage | null
  /** Whether something in the stream is a reason to fail. */
  broken: boolean
}

/** Streams of a provider, some as they should be, most of them corrupted; each cut into writes anywhere. */
export const plays = (wire: Wire): fc.Arbitrary<Play> =>
  fc
    .record({
      events: eventsOf(wire),
      newline: fc.constantFrom('\n', '\n', '\r\n', '\r'),
      corruptions: fc.array(corruption, { maxLength: 3 }),
      cuts: fc.array(fc.nat(), { maxLength: 4 }),
      end: fc.oneof(
        { weight: 6, arbitrary: fc.constant('whole' as const) },
        { weight: 2, arbitrary: fc.constantFrom('torn' as const, 'reset' as const) },
      ),
      contentType: fc.constantFrom('text/event-stream', 'text/event-stream', 'text/html', 'application/json'),
    })
    .map(({ events, newline, corruptions, cuts, end, contentType }) => {
      const sound = Buffer.from(events.join('').replaceAll('\n', newline))
      const bytes = corruptions.reduce<Buffer>((bytes, corrupt) => corrupt(bytes), sound)
      const edges = [...cuts.map((cut) => cut % (bytes.length + 1)), 0, bytes.length].toSorted(
        (a, b) => a - b,
      )
      const writes = edges.slice(1).map((edge, nth) => bytes.subarray(edges[nth], edge))
      const said = wire.name === 'gemini' ? readGemini(bytes) : readCompletions(bytes)
      return { writes: writes.filter((write) => write.length > 0), end, contentType, said }
    })

const text = fc.oneof(
  fc.constantFrom(
    'Hello ',
    'wörld',
    '🙂🙃',
    '<think>hm</think>',
    '<thi',
    'nk>',
    '</think>',
    '`<think>`',
    '\n',
  ),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
)

const eventsOf = ({ words, thoughts, finish, usage, end }: Wire) =>
  fc
    .tuple(
      fc.array(fc.oneof({ weight: 4, arbitrary: text.map(words) }, text.map(thoughts)), { maxLength: 6 }),
      fc.constantFrom(finish(), finish(), finish(), finish('length'), finish('refused'), ''),
      fc.constantFrom(usage(7, 3), usage(0, 0), ''),
      fc.constantFrom(end, end, ''),
    )
    .map(([texts, ...rest]) => [...texts, ...rest])

/** Events that break their own protocol: known fields of unknown types, in the ways of both protocols. */
const odd = [
  ...[5, null, {}, ['x'], [{ type: 'text' }]].map((content) => ({ choices: [{ delta: { content } }] })),
  ...['x', 7, [], [null], [[]], { 0: {} }, [{ delta: 'x' }], [{ delta: [] }]].map((choices) => ({ choices })),
  ...[3, {}, ['stop'], true].map((finish_reason) => ({ choices: [{ delta: {}, finish_reason }] })),
  ...[
    'many',
    5,
    [],
    { prompt_tokens: 'x' },
    { prompt_tokens: -1 },
    { prompt_tokens: 1.5, completion_tokens: 1 },
  ].map((usage) => ({ usage, x_groq: { usage } })),
  { model: 5, x_groq: 'x' },
  ...['x', 5, {}, [], [null], [5], [{ content: 5 }], [{ content: { parts: 5 } }], [{ finishReason: 5 }]].map(
    (candidates) => ({ candidates }),
  ),
  ...[5, 'x', [5], [null], [{ text: 5 }], [{ text: 'x', thought: 'yes' }]].map((parts) => ({
    candidates: [{ content: { parts } }],
  })),
  ...['many', { promptTokenCount: 'x' }, { promptTokenCount: -3 }].map((usageMetadata) => ({
    usageMetadata,
  })),
  { promptFeedback: 5, modelVersion: {} },
]

const errors = [
  'overloaded',
  { message: 'Rate limit reached', code: 429 },
  { code: 503, status: 'UNAVAILABLE' },
  { type: 'invalid_request_error', code: 'context_length_exceeded' },
  { code: {}, message: [], status: null, details: 5 },
  [],
  17,
].map((error) => event({ error }))

const garbage = [
  ...odd.map(event),
  ...errors,
  'event: error\ndata: {"message":"no"}\n\n',
  'event: error\ndata: no\n\n',
  'data: {"choices":[{"del\n\n',
  'data: {"candidates":[{"con\n',
  'data: 17\n\n',
  'data: null\n\n',
  'data: "words"\n\n',
  'data\n\n',
  'data:\n\n',
  ': keep-alive\n\n',
  'id: 7\nretry: x\n\n',
  'event: ping\n\n',
  'garbage\n',
  '\n\n\n',
  '\0\0\0',
  '<!doctype html><html><body><h1>502 Bad Gateway</h1></body></html>\n',
  `data: ${'['.repeat(3000)}${']'.repeat(3000)}\n\n`,
  `data: ${'{"choices":'.repeat(3000)}\n\n`,
  `data: ${JSON.stringify({ filler: 'x'.repeat(100_000) })}\n\n`,
  `${'x'.repeat(100_000)}\n`,
]

const corruption: fc.Arbitrary<(bytes: Buffer) => Buffer> = fc.oneof(
  fc.tuple(fc.nat(), fc.nat(7)).map(([at, bit]) => (bytes: Buffer) => {
    const flipped = Buffer.from(bytes)
    if (bytes.length > 0) flipped[at % bytes.length]! ^= 1 << bit
    return flipped
  }),
  fc.nat().map((at) => (bytes: Buffer) => bytes.subarray(0, at % (bytes.length + 1))),
  fc.nat().map((at) => onLines((lines) => lines.toSpliced(at % lines.length, 1))),
  fc.nat().map((at) => onLines((lines) => lines.toSpliced(at % lines.length, 0, lines[at % lines.length]!))),
  fc
    .tuple(fc.nat(), fc.constantFrom(...garbage))
    .map(([at, line]) => onLines((lines) => lines.toSpliced(at % lines.length, 0, line))),
)

/** Lines with their ends. As latin1, each byte stays what it is. */
const onLines = (change: (lines: string[]) => string[]) => (bytes: Buffer) =>
  Buffer.from(change(bytes.toString('latin1').split(/(?<=\n)/)).join(''), 'latin1')

const readCompletions = (bytes: Uint8Array): Said => {
  const said: Said = { text: '', finish: null, usage: null, broken: false }
  for (const block of new TextDecoder().decode(bytes).replaceAll(/\r\n?/g, '\n').split(/\n\n+/)) {
    const lines = block.split('\n')
    const data = lines.filter((line) => line.startsWith('data:')).map((line) => line.slice(5))
    const isError =
      lines
        .findLast((line) => line.startsWith('event:'))
        ?.slice(6)
        .trim() === 'error'
    const whole = parsed(data.join('\n'))
    if (isError && data.length > 0) return { ...said, broken: !said.finish }
    for (const value of whole === undefined && data.length > 1 ? data.map(parsed) : [whole]) {
      if (value === '[DONE]') return said
      const { choices, usage, x_groq, error } = of(value)
      if (error || of(x_groq)['error']) return { ...said, broken: !said.finish }
      const { delta, finish_reason } = of(Array.isArray(choices) ? choices.find(isFirst) : null)
      const { content } = of(delta)
      if (typeof content === 'string') said.text += content
      if (typeof finish_reason === 'string' && finish_reason) said.finish ??= completionReason(finish_reason)
      const { prompt_tokens, completion_tokens } = of(usage ?? of(of(x_groq))['usage'])
      if (isCount(prompt_tokens)) said.usage = usageOf(prompt_tokens, completion_tokens)
    }
  }
  return said
}

/** As its SDK does: the first thing that isn't a sound event breaks it. */
const readGemini = (bytes: Uint8Array): Said => {
  const said: Said = { text: '', finish: null, usage: null, broken: !isUtf8(bytes) }
  let rest = new TextDecoder().decode(bytes)
  for (;;) {
    const [match, json = ''] = /^data: (.*)(?:\n\n|\r\r|\r\n\r\n)/.exec(rest) ?? []
    if (match === undefined) return { ...said, broken: said.broken || rest.trim() !== '' }
    rest = rest.slice(match.length)
    const value = parsed(json)
    if (value === undefined || value === '[DONE]') return { ...said, broken: true }
    const { candidates, usageMetadata, error } = of(value)
    if (error) return { ...said, broken: said.broken || !said.finish }
    const { content, finishReason } = of(first(candidates))
    const { parts } = of(content)
    for (const part of Array.isArray(parts) ? parts : []) {
      const { text, thought } = of(part)
      if (typeof text === 'string' && !thought) said.text += text
    }
    if (typeof finishReason === 'string' && finishReason) said.finish ??= geminiReason(finishReason)
    const { promptTokenCount, candidatesTokenCount } = of(usageMetadata)
    if (isCount(promptTokenCount)) said.usage = usageOf(promptTokenCount, candidatesTokenCount)
  }
}

const isFirst = (choice: unknown) => (of(choice)['index'] ?? 0) === 0

const completionReason = (reason: string) => {
  if (reason === 'length') return 'length'
  return /^(content_filter(:|$)|abort$|error$)/.test(reason) ? 'failed' : 'stop'
}

const geminiReason = (reason: string) =>
  reason === 'STOP' ? 'stop' : reason === 'MAX_TOKENS' ? 'length' : 'failed'

const usageOf = (input: number, output: unknown): Usage => ({
  inputTokens: input,
  outputTokens: isCount(output) ? output : 0,
  estimated: false,
})

const parsed = (text: string): unknown => {
  if (text.trim() === '[DONE]') return '[DONE]'
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

const of = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {}
const first = (value: unknown): unknown => (Array.isArray(value) ? value[0] : undefined)
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0
const isUtf8 = (bytes: Uint8Array) => Buffer.from(new TextDecoder().decode(bytes)).equals(bytes)

const createFilter = createThoughtFilters(settingsOf('openai').thought_tags)

/** What there is to be read after each character of an answer, in turn. */
export const readings = (text: string): string[] => {
  const thoughts = createFilter()
  const read = ['']
  const add = ({ retract, text }: Spoken) => read.push(retract ? text : (read.at(-1) + text).trimStart())
  for (let at = 0; at < text.length; at += 1) add(thoughts.read(text.charAt(at)))
  add(thoughts.rest())
  return read
}

/** What a server does that plays it. */
export const scriptOf =
  ({ writes, end, contentType }: Play): Script =>
  async (response) => {
    response.writeHead(200, { 'content-type': contentType }).flushHeaders()
    for (const write of writes) {
      response.write(write)
      await new Promise(setImmediate)
    }
    if (end === 'reset') response.socket?.resetAndDestroy()
    else if (end === 'torn') response.destroy()
    else response.end()
  }
