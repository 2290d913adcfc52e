import { samples } from './code-samples.ts'
import type { Topic } from './heard.ts'
import { longProgram } from './long-program.ts'

/** Code blocks, tagged with their language. */
export const code: Topic = ({ asked }) => {
  if (!/\b(code|program|script|function|snippet|query|manifest)\b/i.test(asked)) return null
  return /\blong(er)?\b/i.test(asked) ? aLongOne : aShortOne(asked)
}

const fence = (tag: string, text: string) => `\`\`\`${tag}\n${text.trim()}\n\`\`\``

const aLongOne = `\
Here is a calculator in TypeScript, longer than a message on Discord may be:

${fence('typescript', longProgram)}

To run it: \`node calculator.ts "2 * (3 + 4)"\`.`

const languages = new Intl.ListFormat('en').format(samples.map(({ name }) => name))

const aShortOne = (asked: string) => {
  const known = samples.find(({ pattern }) => pattern.test(asked)) ?? samples[0]
  return `\
Here is a little ${known.name}:

${fence(known.tag, known.text)}

I know one example by heart in each of ${languages}. A real model writes what you need.`
}
