/** The smallest of the values that `share` of them don't exceed. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? NaN
}

export const median = (values: readonly number[]) => percentile(values, 0.5)

/** In milliseconds, under names that begin with `name`. */
export const spread = (name: string, values: readonly number[]) => ({
  [`${name}_p50_ms`]: percentile(values, 0.5),
  [`${name}_p95_ms`]: percentile(values, 0.95),
  [`${name}_p99_ms`]: percentile(values, 0.99),
})
