import { readFileSync } from 'node:fs'
import { z } from 'zod'

const injection = z.strictObject({
  in: z.enum(['question', 'quote', 'file', 'file name', 'display name', 'wishes']),
  how: z.string(),
  text: z.string().includes('{mark}'),
})

export type Injection = { in: z.infer<typeof injection>['in']; how: string; mark: string; text: string }

/** What people try so that a model obeys them instead of those it should. Every line of it bears its mark. */
export const corpus: readonly Injection[] = z
  .array(injection)
  .parse(JSON.parse(readFileSync(new URL('corpus.json', import.meta.url), 'utf8')))
  .map(({ text, ...rest }, index) => {
    const mark = `mark-${index + 100}`
    return { ...rest, mark, text: text.replaceAll('{mark}', mark) }
  })

/** The lines of a text, by whatever a model may take for the end of one. */
export const linesOf = (text: string) => text.split(lineEnds)

const lineEnds = /\r\n|[^\P{Cc}\t]|[\u2028\u2029]/u

/** What nobody sees, or what a template takes for the border of a message. */
export const disguises =
  /[\u{e0000}-\u{e0fff}\u202a-\u202e\u2066-\u2069]|<[|｜]\w+[|｜]>|<(start|end)_of_turn>|\[\/?INST\]|<<\/?SYS>>/u
