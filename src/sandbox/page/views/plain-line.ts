import type { Names } from '../markdown/mentions.ts'
import { renderMarkdown } from '../markdown/markdown.ts'
import { sanitize } from '../markdown/sanitize.ts'

/** As much as a line can hold. */
const LENGTH = 200

/** The beginning of a message in one line without its formatting; what is hidden in it stays hidden. */
export const plainLine = (content: string, names: Names): string => {
  const fragment = sanitize(renderMarkdown(content.slice(0, LENGTH), names))
  for (const spoiler of fragment.querySelectorAll('discord-spoiler')) spoiler.textContent = '▇▇▇'
  for (const mention of fragment.querySelectorAll('discord-mention')) {
    mention.prepend(mention.getAttribute('type') === 'user' ? '@' : '#')
  }
  return (fragment.textContent ?? '').replaceAll(/\s+/g, ' ').trim()
}
