export type Limit = { min: number } | { max: number }

/** Figures carry their units in their names; those with a limit decide. */
export type Measured = { figures: Record<string, number>; limits: Record<string, Limit> }

export type Benchmark = () => Promise<Measured>

export type Result = Measured & { ok: boolean }

export const judge = ({ figures, limits }: Measured): Result => {
  const rounded = Object.entries(figures).map(
    ([name, value]) => [name, Number(value.toPrecision(4))] as const,
  )
  const ok = Object.entries(limits).every(([name, limit]) => isWithin(figures[name], limit))
  return { figures: Object.fromEntries(rounded), limits, ok }
}

export const isWithin = (value: number | undefined, limit: Limit) => {
  if (value === undefined || Number.isNaN(value)) return false
  return 'min' in limit ? value >= limit.min : value <= limit.max
}
