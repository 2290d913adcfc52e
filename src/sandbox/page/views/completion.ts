import { nameOf, type Person } from '../state/world.ts'

/** The name that is being typed after an `@` right before the caret; null where no mention is being typed. */
export const queryBefore = (text: string, caret: number): string | null =>
  /(?:^|\s)@([^\s@]{0,32})$/.exec(text.slice(0, caret))?.[1] ?? null

/** Whom the query may mean, those first whose name begins with it. */
export const candidates = (query: string, members: readonly Person[]): Person[] => {
  const wanted = query.toLowerCase()
  const rank = (person: Person) => {
    const names = [nameOf(person), person.username].map((name) => name.toLowerCase())
    if (names.some((name) => name.startsWith(wanted))) return 0
    return names.some((name) => name.includes(wanted)) ? 1 : 2
  }
  return members.filter((person) => rank(person) < 2).sort((a, b) => rank(a) - rank(b))
}

/** The text with the query replaced by the whole name, and where the caret is then. */
export const complete = (text: string, caret: number, query: string, person: Person) => {
  const before = `${text.slice(0, caret - query.length)}${nameOf(person)} `
  return { text: before + text.slice(caret).replace(/^ /, ''), caret: before.length }
}
