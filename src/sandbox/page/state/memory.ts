/** What the browser remembers between visits. Private windows may refuse: then nothing is remembered. */
const PREFIX = 'parley-sandbox.'

export const remember = (key: string, value: string) => {
  try {
    localStorage.setItem(PREFIX + key, value)
  } catch {
    // A preference that isn't kept is no reason to stop.
  }
}

export const recall = (key: string): string | null => {
  try {
    return localStorage.getItem(PREFIX + key)
  } catch {
    return null
  }
}
