/** Milliseconds since the epoch, as Postgres reads them. */
export const timestamp = (at: number) => new Date(at).toISOString()

/** A timestamptz as milliseconds since the epoch. */
export const epoch = (column: string) => `round(extract(epoch from ${column}) * 1000)::float8`

/** The day of a time (2026-12-31) in a time zone. */
export const dayOf = (at: number, timeZone: string) => dayIn(timeZone).format(at)

/** When a day is over in a time zone: it has 23 to 25 hours, and begins up to 14 hours before that of UTC. */
export const endOfDay = (day: string, timeZone: string) => {
  const format = dayIn(timeZone)
  let [within, past] = [Date.parse(day), Date.parse(day) + 38 * HOUR_MS]
  while (past - within > 1) {
    const between = Math.floor((within + past) / 2)
    if (format.format(between) <= day) within = between
    else past = between
  }
  return past
}

const HOUR_MS = 3_600_000

// Sweden writes dates as ISO does.
const dayIn = (timeZone: string) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
