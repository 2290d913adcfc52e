import type { Topic } from './heard.ts'

/** Knows of files what Parley shows of them. */
export const files: Topic = ({ asked }) => {
  const shown = [...asked.matchAll(SHOWN)]
  if (shown.length === 0 || !ASKED.test(asked)) return null
  return shown.map(([, name = '', lines = '']) => told(name, lines.trimEnd().split('\n'))).join('\n')
}

const SHOWN = /^\[The attached file "([^"\n]+)"\. .*\]\n((?:> .*(?:\n|$))+)/gm
const ASKED = /\b(?:files?|lines?|attached|it say|in it|read)\b.*$|\[Sent without words\.\]$/i

const told = (name: string, lines: readonly string[]) => {
  const count = lines.length === 1 ? 'one line' : `${lines.length} lines`
  return `I can read \`${name}\`: it has ${count}, and begins with “${lines[0]!.slice(2, 202)}”.`
}
