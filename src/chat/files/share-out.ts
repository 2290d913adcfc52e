/** Who gets how much of `total`: those who want little get it whole, and the others the same each. */
export const shareOut = (wants: readonly number[], total: number): number[] => {
  const shares = wants.map(() => 0)
  let left = Math.max(0, total)
  const modestFirst = [...wants.keys()].sort((one, other) => wants[one]! - wants[other]!)
  for (const [served, index] of modestFirst.entries()) {
    shares[index] = Math.min(wants[index]!, Math.floor(left / (wants.length - served)))
    left -= shares[index]
  }
  return shares
}
