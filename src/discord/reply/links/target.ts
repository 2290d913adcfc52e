/** What to do with a link's end, which begins with `](`. */
export type Verdict =
  | { is: 'masked'; host: string; length: number }
  /** An address, but not one that a host can be shown of: the mask has to go. */
  | { is: 'dubious' }
  | { is: 'no_address' }
  /** It depends on what comes. */
  | { is: 'open' }

/** An address that is longer is shown as it is. */
const LONGEST_TARGET = 600

const beginning = /^\]\(([\s\p{Cc}<]*)([a-z][a-z0-9+.-]*:)?/iu
const maybeBeginning = /^\]\([\s\p{Cc}<]*[a-z0-9+.-]*$/iu

/** `label`: what the link shows. Decided by the first characters alone, however many have come. */
export const judgeTarget = (text: string, label: string, isOver: boolean): Verdict => {
  const window = text.slice(0, LONGEST_TARGET)
  const isFull = window.length === LONGEST_TARGET
  const [head = '', lead = '', scheme] = beginning.exec(window) ?? []
  if (!scheme) {
    if (!maybeBeginning.test(window)) return { is: 'no_address' }
    return isFull ? dubious : { is: isOver ? 'no_address' : 'open' }
  }
  if (lead !== '' && lead !== '<') return dubious
  const end = endOfTarget(window, head.length)
  if (end === 'none') return isFull || isOver ? dubious : { is: 'open' }
  if (end === 'odd') return dubious
  const host = hostOf(unbracket(window.slice(2, end)))
  if (!host || misleads(label, host)) return dubious
  return { is: 'masked', host, length: end + 1 }
}

const dubious: Verdict = { is: 'dubious' }

/** Where its bracket closes. Nothing is made of what different readers may read differently. */
const endOfTarget = (window: string, from: number): number | 'none' | 'odd' => {
  let depth = 0
  for (let at = from; at < window.length; at += 1) {
    const character = window.charAt(at)
    if (/[\s\p{Cc}\\[\]`]/u.test(character)) return 'odd'
    if (character === '(') depth += 1
    else if (character === ')') {
      if (depth === 0) return at
      depth -= 1
    }
  }
  return 'none'
}

const unbracket = (target: string) => (/^<.*>$/.test(target) ? target.slice(1, -1) : target)

/** As a browser reads it: without what stands before an @, and in letters that can't be taken for others. */
const hostOf = (address: string): string | null => {
  if (/[<>]/.test(address) || !URL.canParse(address)) return null
  const { protocol, host } = new URL(address)
  return /^https?:$/.test(protocol) && /^[a-z0-9.-]+(?::\d+)?$/.test(host) ? host : null
}

/** Whether a label reads as if it were another address, or may turn around what stands beside it. */
const misleads = (label: string, host: string) => {
  if (/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(label)) return true
  const shown = label.replaceAll(/[*_~|`\s]/g, '')
  if (!/:\/\/|^www\.|^[\p{L}\p{N}.-]+\.\p{L}{2,}(?:[/:?#].*)?$/iu.test(shown)) return false
  const claimed = /:\/\//.test(shown) ? shown : `https://${shown}`
  return !URL.canParse(claimed) || plain(new URL(claimed).host) !== plain(host) || claimed.includes('@')
}

const plain = (host: string) => host.replace(/^www\./, '')
