import type { Card } from '../contract.ts'

/** A text of somebody else's on one line, without what Discord would make of it. */
export const plain = (text: string) => text.replaceAll(/\s+/g, ' ').replaceAll(/([\\*_~`|<>[\]#])/g, '\\$1')

/** The same for keys and values, which are read to be copied. */
export const asCode = (text: string) => `\`${text.replaceAll(/\s+/g, ' ').replaceAll('`', "'")}\``

/** What Discord lets a message hold, less what says that there is more. */
const ROOM = 1900

/** What is too long for a message stands in a file, whole. */
export const cardOf = (text: string): Card => {
  if (text.length <= ROOM) return { text }
  const end = text.lastIndexOf('\n', ROOM)
  const shown = text.slice(0, end > 0 ? end : ROOM)
  return { text: `${shown}\n… and more, in the file.`, files: [{ name: 'all.md', data: text }] }
}
