/** Milliseconds since the epoch, as Postgres reads them. */
export const timestamp = (at: number) => new Date(at).toISOString()

/** A timestamptz as milliseconds since the epoch. */
export const epoch = (column: string) => `round(extract(epoch from ${column}) * 1000)::float8`

/** The day of a time (2026-12-31) in a time zone. */
export const dayOf = (at: number, timeZone: string) => dayIn(timeZone).format(at)

/** When a day is over in a time zone: it has 23 to 25 hours, and begins up to 14 hours before that of UTC. */
export const endOfDay = (day: string, timeZone: string) => {
  if (latest?.day !== day || latest.timeZone !== timeZone)
    latest = { day, timeZone, end: findEnd(day, dayIn(timeZone)) }
  return latest.end
}

// Looked for at every question, and the same all day long.
let latest: { day: string; timeZone: string; end: number } | null = null

const findEnd = (day: string, format: Intl.DateTimeFormat) => {
  let [within, past] = [Date.parse(day), Date.parse(day) + 38 * HOUR_MS]
  while (past - within > 1) {
    const between = Math.floor((within + past) / 2)
    if (format.format(between) <= day) within = between
    else past = between
  }
  return past
}

const HOUR_MS = 3_600_000

const formats = new Map<string, Intl.DateTimeFormat>()

const dayIn = (timeZone: string) => {
  const known = formats.get(timeZone)
  if (known) return known
  // Sweden writes dates as ISO does.
  const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, ...parts })
  formats.set(timeZone, format)
  return format
}
