/**
 * The wait before try number `attempt` (the first retry is 1), in milliseconds: doubles from `base` up to `cap`,
 * of which a random half to whole is taken, so that those who failed together don't come back together.
 */
export const backoff = (attempt: number, base: number, cap: number, random: () => number = Math.random) => {
  const whole = Math.min(cap, base * 2 ** (attempt - 1))
  return whole / 2 + (random() * whole) / 2
}
