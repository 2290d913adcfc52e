import { distance } from 'fastest-levenshtein'

/** The known name that was probably meant, or null when none is near. Case, `-` and `_` don't count. */
export const nearestOf = (name: string, known: readonly string[]): string | null => {
  if (name.length > longest) return null
  const far = Math.max(2, Math.floor(name.length / 3))
  let best: string | null = null
  let least = far + 1
  for (const candidate of known) {
    // As it was typed decides only between those that are equally near.
    const steps = distance(plain(name), plain(candidate)) + distance(name, candidate) / 1000
    if (steps >= least) continue
    best = candidate
    least = steps
  }
  return best
}

export const sameName = (one: string, other: string): boolean => plain(one) === plain(other)

const plain = (name: string) => name.toLowerCase().replaceAll(/[-_\s]/g, '')

// Nobody mistypes a key into one of this length; comparing it costs its length squared.
const longest = 64
