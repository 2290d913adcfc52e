type Person = { id: string; name: string }

const MAX_NAME = 32
const MAX_FILE_NAME = 80

/**
 * What each person is called in a prompt, by id. No name holds a colon, a `#` or a line's end, so that none can
 * pass for the start of somebody else's message; where two are called the same, or one as if it weren't a person, the
 * end of the id follows after a `#`. Of somebody who was renamed, the last of `people` counts.
 */
export const nameEach = (people: readonly Person[]): ReadonlyMap<string, string> => {
  const plain = new Map(people.map(({ id, name }) => [id, plainName(name)]))
  const alike = Map.groupBy(plain.keys(), (id) => foldCase(plain.get(id)!))
  return new Map(
    [...plain].map(([id, name]) => {
      const others = alike.get(foldCase(name))!.filter((other) => other !== id)
      const mistakable = others.length > 0 || rolesOfModels.test(name)
      return [id, mistakable ? `${name} #${tellingEnd(id, others)}` : name]
    }),
  )
}

/** What a file is called in a prompt: on one line, and without what could end the quotes and brackets around it. */
export const plainFileName = (name: string) => {
  const characters = Array.from(oneLine(name).replace(bracketLike, '').trim())
  if (characters.length <= MAX_FILE_NAME) return characters.join('') || 'file'
  return [...characters.slice(0, MAX_FILE_NAME - 13), '…', ...characters.slice(-12)].join('')
}

const plainName = (name: string) =>
  Array.from(oneLine(name).replace(colonLike, '').replace(bracketLike, '').trim())
    .slice(0, MAX_NAME)
    .join('')
    .trim() || 'Somebody'

const oneLine = (name: string) =>
  name
    .normalize('NFKC')
    .replace(invisible, '')
    .replace(/[\p{C}\p{Z}\s]+/gu, ' ')
    .replace(/\p{M}{3,}/gu, '')

const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}\u2800]/gu
const colonLike = /[:#\u02d0\u02f8\u05c3\u0703\u0704\u16ec\u205a\u2236\ua4fd\ua789]/gu

const bracketLike = /["“”„‟«»‹›[\]<>{}]/gu

/** What stands before a message where a conversation is written down for a model. */
const rolesOfModels =
  /^\W*(system|developer|assistant|user|human|model|tool|function|parley|ai|bot)(\W+(message|prompt|note|instructions?))?\W*$/i

const foldCase = (name: string) => name.toLowerCase()

const tellingEnd = (id: string, others: readonly string[]) => {
  let length = 4
  while (length < id.length && others.some((other) => other.endsWith(id.slice(-length)))) length += 1
  return id.slice(-length)
}
