import type { Topic } from './heard.ts'

const MOST = 20_000

/** For tests: answers whose every word is known beforehand. */
export const commands: Topic = ({ asked }) => {
  const verbatim = /\bsay exactly:\s?([\s\S]+)/i.exec(asked)?.[1]
  if (verbatim !== undefined) return verbatim
  const words = /\brepeat (\d+) words\b/i.exec(asked)?.[1]
  if (words !== undefined) return upTo(words, (number) => `word${number}`).join(' ')
  const end = /\bcount (?:up )?to (\d+)\b/i.exec(asked)?.[1]
  return end === undefined ? null : upTo(end, String).join(', ')
}

const upTo = (end: string, write: (number: number) => string) =>
  Array.from({ length: Math.min(Math.max(Number(end), 1), MOST) }, (_, index) => write(index + 1))
