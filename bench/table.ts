import { isWithin, type Limit, type Result } from './benchmark.ts'

export const rows = ({ figures, limits }: Result): string => {
  const width = Math.max(...Object.keys(figures).map((name) => name.length))
  const row = ([name, value]: [string, number]) =>
    `  ${name.padEnd(width)}  ${String(value).padStart(8)}${verdict(value, limits[name])}\n`
  return Object.entries(figures).map(row).join('')
}

const verdict = (value: number, limit: Limit | undefined) => {
  if (!limit) return ''
  const bound = 'min' in limit ? `≥ ${limit.min}` : `≤ ${limit.max}`
  return `  ${bound}${isWithin(value, limit) ? '' : '  missed'}`
}
