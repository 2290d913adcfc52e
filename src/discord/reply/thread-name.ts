import { readable } from '../addressing/readable.ts'

/** As long as Discord lets it be. */
const LONGEST = 100
const LONG_ENOUGH = 20
const firstSentence = /^.{20,}?[.!?](?=\s)/su

/** What a thread is called that a question is answered in: its first words, on one line and without markup. */
export const threadNameOf = ({ text, author }: { text: string; author: { name: string } }): string => {
  const plain = readable(text, { mentions: [] })
    .normalize('NFKC')
    .replaceAll(/[*_~`|<>[\](){}#@\\]/g, '')
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/[\p{C}\p{Default_Ignorable_Code_Point}]/gu, '')
    .trim()
  const [name] = firstSentence.exec(plain) ?? [plain]
  return shorten(name) || author.name
}

const shorten = (name: string) => {
  if (name.length <= LONGEST) return name
  const cut = name.slice(0, LONGEST - 1).replace(/[\ud800-\udbff]$/, '')
  const words = cut.replace(/\s+\S*$/, '')
  return `${words.length >= LONG_ENOUGH ? words : cut}…`
}
