const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'long' })
const date = new Intl.DateTimeFormat(undefined, { dateStyle: 'short' })

const DAY_MS = 86_400_000

export const timeOf = (timestamp: string) => time.format(new Date(timestamp))

export const dayOf = (timestamp: string) => day.format(new Date(timestamp))

/** “Today at 12:04”, as Discord writes it beside a name. */
export const momentOf = (timestamp: string, now = Date.now()) => {
  const then = new Date(timestamp)
  if (dayOf(timestamp) === day.format(now)) return `Today at ${time.format(then)}`
  if (dayOf(timestamp) === day.format(now - DAY_MS)) return `Yesterday at ${time.format(then)}`
  return `${date.format(then)} ${time.format(then)}`
}
