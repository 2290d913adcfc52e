/** A code block that is open: what closes it, and the line that opens it again. */
export type Fence = { marker: string; opener: string }

/** Where a piece of a text begins: within a code block or not, and at the start of a line or amidst one. */
export type Place = { fence: Fence | null; lineStart: boolean }

/** The longest marker that counts as one: a message must have room for it twice. */
export const LONGEST_MARKER = 12
const LONGEST_INDENTATION = 12
const LONGEST_LANGUAGE = 40

const openingLine = /^([ \t]*)(`{3,12}|~{3,12})([^`]*)$/

/**
 * The block that is open after `text`. A last line without its end may open or close one or not: while it is
 * 'growing' it does neither; when it has 'ended' there, it may close one.
 */
export const fenceAfter = (text: string, place: Place, lastLine: 'growing' | 'ended'): Fence | null => {
  let { fence, lineStart } = place
  let start = 0
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
    if (lineStart) fence = fenceAfterLine(text.slice(start, end), fence)
    lineStart = true
    start = end + 1
  }
  return lineStart && lastLine === 'ended' && fence && isClosing(text.slice(start), fence) ? null : fence
}

export const fenceAfterLine = (line: string, fence: Fence | null): Fence | null => {
  if (fence) return isClosing(line, fence) ? null : fence
  const [, indentation = '', marker, info = ''] = openingLine.exec(line) ?? []
  if (!marker) return null
  const [language = ''] = info.trim().split(/\s/, 1)
  const shownLanguage = language.length <= LONGEST_LANGUAGE ? language : ''
  return { marker, opener: indentation.slice(0, LONGEST_INDENTATION) + marker + shownLanguage }
}

export const isClosing = (line: string, { marker }: Fence) => {
  const run = line.trim()
  return run.length >= marker.length && run === marker.charAt(0).repeat(run.length)
}

/** What stands before a piece that begins within a block. */
export const opening = (fence: Fence | null) => (fence ? `${fence.opener}\n` : '')

/** What must follow `text` so that its block is closed; a closing line that has begun is completed. */
export const closing = (text: string, fence: Fence | null) => {
  if (!fence) return ''
  const begun = text.slice(text.lastIndexOf('\n') + 1).trim()
  const completes = begun.length < fence.marker.length && fence.marker.startsWith(begun)
  return completes ? fence.marker.slice(begun.length) : `\n${fence.marker}`
}
