import { MESSAGE_LIMIT } from '../splitter.ts'

type Parts = { head?: string; items: readonly string[]; tail?: string | undefined }

/** A list between what comes before and after it, cut to one message: what is left out is at least counted. */
export const listed = ({ head = '', items, tail = '' }: Parts): string => {
  const whole = (count: number) => {
    const left = items.length - count
    const shown = items.slice(0, count)
    const list = [head, ...shown, ...(left > 0 ? [`… and ${left} more.`] : [])]
    // What comes next would be read as a part of the last item.
    return [list.filter((line) => line !== '').join('\n'), tail].filter((part) => part !== '').join('\n\n')
  }
  let count = items.length
  while (count > 0 && whole(count).length > MESSAGE_LIMIT) count -= 1
  return whole(count)
}

/** `groq, gemini or openai`. */
export const oneOf = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? 'nobody yet') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`

export const amount = (count: number, one: string, many: string): string =>
  `${figures.format(count)} ${count === 1 ? one : many}`

/** Names with a bar for each count, the longest for the highest, as wide as Discord shows them on a telephone. */
export const bars = (counts: readonly { name: string; count: number }[]): string[] => {
  const most = Math.max(1, ...counts.map(({ count }) => count))
  const rows = counts.map(
    ({ name, count }) => `${name.slice(0, 12).padEnd(12)} ${bar(count / most)} ${figures.format(count)}`,
  )
  return rows.length > 0 ? ['```', ...rows.slice(0, MOST_BARS), '```'] : []
}

/** A point in time, which Discord shows in everybody's own language and time zone; `at` in milliseconds. */
export const timestamp = (at: number, style: 'R' | 't' | 'D'): string =>
  `<t:${Math.ceil(at / 1000)}:${style}>`

const figures = new Intl.NumberFormat('en')

const MOST_BARS = 20
const LONGEST_BAR = 16
const bar = (share: number) => '█'.repeat(Math.max(1, Math.round(share * LONGEST_BAR))).padEnd(LONGEST_BAR)
