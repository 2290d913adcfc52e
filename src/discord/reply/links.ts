import { judgeTarget } from './links/target.ts'

/** Passes a text on that grows, with the host of each masked link shown in it. */
export type Disclosure = {
  /** What can be passed on by now: nothing of it is taken back. */
  append(text: string): string
  /** The rest. */
  end(): string
}

const LONGEST_OPENER = 100
const LONGEST_SPAN = 300
const LONGEST_LABEL = 300

/**
 * `[text](https://host/…)` becomes `[text (host)](https://host/…)`; where no host can be told, or the text reads as if it
 * were another address, a blank keeps Discord from making a link of it. Code is left alone, where it is code for certain:
 * for Discord a stray mark may turn code and words around, and a bracket before code may reach into it.
 */
export const createDisclosure = (): Disclosure => {
  let pending = ''
  let label = ''
  let lineStart = true
  /** The code block that is open. `bracket`: it has one that a link's end would belong to. */
  let block: { marker: number; blank: boolean; lineBlank: boolean; bracket: boolean } | null = null
  /** There was a bracket outside of code. */
  let bracket = false
  /** Marks outside of code that may have begun something. Discord ends it at the next such mark, also within code. */
  const begun = new Set<string>()
  /** There were marks of which nobody knows what Discord makes: nothing counts as code any more. */
  let doubtful = false

  const take = (length: number, shown = pending.slice(0, length)) => {
    pending = pending.slice(length)
    label = (label + shown).slice(-LONGEST_LABEL)
    return shown
  }

  const doubt = (length: number) => {
    doubtful = true
    block = null
    return take(length)
  }

  const linkEnd = (isOver: boolean): string | null => {
    const begin = label.lastIndexOf('[')
    const verdict = judgeTarget(pending, begin === -1 ? '' : label.slice(begin + 1), isOver)
    // The block may be a part of the link's text.
    if (block && (verdict.is === 'masked' || verdict.is === 'dubious')) doubt(0)
    switch (verdict.is) {
      case 'open':
        return null
      case 'no_address':
        return take(2)
      case 'dubious':
        return take(2, '] (')
      case 'masked':
        return take(verdict.length, ` (${verdict.host})${pending.slice(0, verdict.length)}`)
    }
  }

  const endsWhatWasBegun = (code: string) =>
    begun.size > 0 && [...code.matchAll(/[*_~|>]/g)].some(([mark]) => begun.has(mark === '>' ? '<' : mark))

  /** A run of marks and the same run further on in its line have code between them. */
  const marks = (isOver: boolean): string | null => {
    const [run = ''] = /^`+/.exec(pending) ?? []
    if (run.length > 3) return doubt(run.length)
    const window = pending.slice(0, LONGEST_SPAN)
    const [line = ''] = window.split('\n', 1)
    const isFull = window.length === LONGEST_SPAN
    const isWhole = line.length < window.length || (isOver && !isFull)
    const closing = [...line.slice(run.length).matchAll(/`+/g)].find(
      ({ index, 0: { length } }) =>
        length === run.length && (isWhole || run.length + index + length < line.length),
    )
    if (!closing) return isWhole || isFull ? doubt(run.length) : null
    const length = run.length + closing.index + run.length
    if (endsWhatWasBegun(pending.slice(0, length))) return doubt(run.length)
    return bracket && reachesOut(pending.slice(0, length)) ? doubt(run.length) : take(length)
  }

  /** Undefined: it is none. */
  const opener = (isOver: boolean): string | null | undefined => {
    const [line, marker] = /^[ \t]*(`{3,4})[^`\n]*\n/.exec(pending) ?? []
    if (line && marker && line.length <= LONGEST_OPENER) {
      block = { marker: marker.length, blank: true, lineBlank: true, bracket: false }
      return take(line.length)
    }
    // The splitter takes these for marks of code, and Discord doesn't.
    if (/^[ \t]*~{3}/.test(pending)) doubtful = true
    const maybe = /^[ \t]*(?:`{0,2}|~{1,2}|`{3,4}[^`\n]*)$/.test(pending)
    return maybe && !isOver && pending.length < LONGEST_OPENER ? null : undefined
  }

  const words = (isOver: boolean): string | null => {
    if (lineStart && !doubtful) {
      const opened = opener(isOver)
      if (opened !== undefined) return opened
    }
    lineStart = pending.startsWith('\n')
    const [plain] = (doubtful ? /^[^[\]]+/ : /^(?:[^`\n[\]\\]+|\n)/).exec(pending) ?? []
    if (plain) {
      for (const [mark] of plain.matchAll(/[*_~|<]/g)) begun.add(mark)
      return take(plain.length)
    }
    switch (pending.charAt(0)) {
      case '[':
        bracket = true
        return take(1)
      case ']':
        if (pending.length === 1 && !isOver) return null
        return pending.startsWith('](') ? linkEnd(isOver) : take(1)
      case '\\':
        if (pending.length === 1 && !isOver) return null
        return take(/^\\[\\`]/.test(pending) ? 2 : 1)
      default:
        return marks(isOver)
    }
  }

  const code = (inside: NonNullable<typeof block>, isOver: boolean): string | null => {
    const [plain] = /^[^`\n[\]]+/.exec(pending) ?? []
    if (plain && endsWhatWasBegun(plain)) return doubt(0)
    if (plain) {
      inside.blank = false
      if (plain.trim() !== '') inside.lineBlank = false
      return take(plain.length)
    }
    switch (pending.charAt(0)) {
      case '\n':
        inside.lineBlank = true
        return take(1)
      case '`':
        return marksInBlock(inside, isOver)
      case '[':
        Object.assign(inside, { blank: false, lineBlank: false, bracket: true })
        return take(1)
      default: {
        if (pending.length === 1 && !isOver) return null
        const mayReachOut = pending.startsWith('](') && bracket && !inside.bracket
        Object.assign(inside, { blank: false, lineBlank: false, bracket: false })
        return mayReachOut ? linkEnd(isOver) : take(1)
      }
    }
  }

  const marksInBlock = (inside: NonNullable<typeof block>, isOver: boolean): string | null => {
    const window = pending.slice(0, LONGEST_OPENER)
    const [, run = '', end] = /^(`+)[^\S\n]*(\n|\S)?/.exec(window) ?? []
    if (!end && !isOver && window.length < LONGEST_OPENER) return null
    if (run.length < 3) {
      Object.assign(inside, { blank: false, lineBlank: false })
      return take(run.length)
    }
    const endsLine = end === '\n' || (!end && window.length < LONGEST_OPENER)
    const closes = inside.lineBlank && run.length >= inside.marker && endsLine
    // Discord closes at the first three, wherever they are, and finds nothing in a block that has nothing in it.
    if (!closes || run.length !== 3 || inside.blank) return doubt(run.length)
    block = null
    return take(run.length)
  }

  const read = (isOver: boolean) => {
    let shown = ''
    for (;;) {
      if (pending === '') return shown
      const next = block ? code(block, isOver) : words(isOver)
      if (next === null) return shown
      shown += next
    }
  }

  return {
    append(text) {
      pending += text
      return read(false)
    },
    end: () => read(true),
  }
}

/** Whether code holds the end of a link whose beginning is not in it. */
const reachesOut = (code: string) => {
  let bracket = false
  for (const [mark] of code.matchAll(/\[|\](?:\([\s\p{Cc}<]*[a-z][a-z0-9+.-]*:)?/giu)) {
    if (mark.startsWith('](') && !bracket) return true
    bracket = mark === '['
  }
  return false
}
