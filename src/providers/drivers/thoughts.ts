import { createCodeSpans } from './code-spans.ts'
import { marksOf, seek, thoughtTag, type ThoughtTag, type Words } from './thought-tags.ts'

/** What is for people, and whether all that was given before is taken back first. */
export type Spoken = { retract: boolean; text: string }

/** Keeps what a model thinks aloud from its words, wherever the chunks cut the tags. */
export type ThoughtFilter = {
  /** What of this chunk, and of what was held back before it, is for people. */
  read(chunk: string): Spoken
  /** What was held back and turned out to be no thought, once the stream has ended. */
  rest(): Spoken
}

/** Filters for the answers of models that think between these tags. In code, a tag is a word like others. */
export const createThoughtFilters = (names: readonly string[]): (() => ThoughtFilter) => {
  const tags = names.map(thoughtTag)
  const marks = marksOf(tags)
  return () => (tags.length === 0 ? unfiltered : createThoughtFilter(tags, marks))
}

const unfiltered: ThoughtFilter = {
  read: (text) => ({ retract: false, text }),
  rest: () => ({ retract: false, text: '' }),
}

type Thought = {
  tag: ThoughtTag
  opening: string
  /** What was thought, should its end never come; null at the beginning of an answer, where it stays unseen. */
  unseen: string | null
  /** How many further tags were opened in it. */
  inner: number
}

const createThoughtFilter = (allTags: readonly ThoughtTag[], allMarks: Words): ThoughtFilter => {
  let tags = allTags
  let marks = allMarks
  const code = createCodeSpans()
  let thought: Thought | null = null
  let thoughtBefore = false
  /** Ends that may still come: a thought that held others was taken to end with the first of them. */
  let owed = 0
  /** The end of what was read, if it may be the beginning of a tag. */
  let held = ''
  /** Whether something was said, and whether that was before this chunk. */
  let said = false
  let given = false
  let spoken: Spoken

  const speak = (reading: () => void): Spoken => {
    given = said
    spoken = { retract: false, text: '' }
    reading()
    return spoken
  }

  const say = (text: string) => {
    const words = said || !thoughtBefore ? text : text.trimStart()
    said ||= words.trim() !== ''
    spoken.text += words
  }

  const readOn = (chunk: string) => {
    const text = held + chunk
    held = ''
    let at = 0
    while (at < text.length) at = thought ? readThought(thought, text, at) : readWords(text, at)
  }

  const readWords = (text: string, from: number): number => {
    const start = code.end(text, from)
    const { at, found } = seek(marks, text, start)
    say(text.slice(from, at))
    if (found === '`') return at
    if (found !== null) readTag(found)
    else held = text.slice(at)
    return at + (found ?? held).length
  }

  const readTag = (found: string) => {
    const tag = tags.find(({ opening }) => isSame(opening, found))
    if (tag) thought = { tag, opening: found, unseen: said ? '' : null, inner: 0 }
    else if (!thoughtBefore || owed > 0) takeBack()
    else say(found)
  }

  /** An end without a beginning: the template of the prompt had begun the thought, or a thought held another. */
  const takeBack = () => {
    spoken = { retract: spoken.retract || given, text: '' }
    said = false
    given = false
    thoughtBefore = true
    owed = Math.max(0, owed - 1)
  }

  const readThought = (current: Thought, text: string, from: number): number => {
    const { at, found } = seek(current.tag.edges, text, from)
    const end = at + (found?.length ?? 0)
    if (current.unseen !== null) current.unseen += text.slice(from, end)
    if (found === null) {
      held = text.slice(at)
      return text.length
    }
    if (isSame(found, current.tag.opening)) {
      current.inner += 1
      return end
    }
    thought = null
    thoughtBefore = true
    owed += current.inner
    return end
  }

  /** Where a tag within the answer was never closed, somebody wrote about it. */
  const readUnseen = () => {
    while (thought?.unseen != null) {
      const { tag, opening, unseen } = thought
      thought = null
      tags = tags.filter((other) => other !== tag)
      marks = marksOf(tags)
      const words = unseen + held
      held = ''
      say(opening)
      readOn(words)
    }
  }

  return {
    read: (chunk) => speak(() => readOn(chunk)),
    rest: () =>
      speak(() => {
        readUnseen()
        if (!thought) say(held)
      }),
  }
}

const isSame = (one: string, other: string) => one.toUpperCase() === other.toUpperCase()
