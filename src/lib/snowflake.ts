/** Discord's ids are 64-bit numbers, kept as decimal strings; their upper bits say when they were made. */
const DISCORD_EPOCH = 1_420_070_400_000

/** When the thing with this id was made, in milliseconds since the Unix epoch. */
export const snowflakeTime = (id: string) => Number(BigInt(id) >> 22n) + DISCORD_EPOCH

/** The smallest id that can have been made at `time` (milliseconds since the Unix epoch). */
export const snowflakeAt = (time: number) => String(BigInt(Math.floor(time) - DISCORD_EPOCH) << 22n)

export const isSnowflake = (value: unknown): value is string =>
  typeof value === 'string' && /^[1-9]\d{16,19}$/.test(value)

/** The shard that hears of a server, out of as many as there are. */
export const snowflakeShard = (guild: string, of: number) => Number((BigInt(guild) >> 22n) % BigInt(of))
