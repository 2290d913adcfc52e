import { answerTexts } from '../phrases/answers.ts'
import { MESSAGE_LIMIT, split } from '../splitter.ts'
import type { Body } from './body.ts'
import type { Transcript } from './transcript.ts'

export type Layout = {
  /** A longer answer becomes a file. */
  maxMessages: number
  mayAttach: boolean
  /** What a person is told below a complete answer. */
  notices: () => readonly string[]
}

/** What the messages of an answer are to show. */
export const layOut = (
  answer: Pick<Transcript, 'parts' | 'text' | 'over'>,
  { maxMessages, mayAttach, notices }: Layout,
): Body[] => {
  const parts = answer.parts()
  if (parts.length === 0) return []
  const isCut = parts.length > maxMessages
  const isComplete = answer.over?.is === 'complete'
  const file = isCut && answer.over && mayAttach ? answer.text : null

  const small = [
    ...(isCut ? [fileNote(answer.over !== null, mayAttach)] : []),
    ...(isComplete ? notices() : []),
  ]
  const contents = putBelow(parts.slice(0, maxMessages), smallPrint(small), isCut)
  const last = contents.length - 1
  return contents.map((content, index) => ({
    content,
    // What has failed gets its own with the sentence that says so.
    controls: index < last ? 'none' : isComplete ? 'again' : 'stop',
    file: index === last ? file : null,
  }))
}

export const smallPrint = (sentences: readonly string[]) => sentences.map((one) => `\n-# ${one}`).join('')

/** In a message of its own where it doesn't fit, unless the last one is cut anyway. */
const putBelow = (parts: readonly string[], small: string, isCut: boolean): string[] => {
  const last = parts.at(-1)!
  const others = parts.slice(0, -1)
  if (last.length + small.length <= MESSAGE_LIMIT) return [...others, last + small]
  if (!isCut) return [...parts, small.trim()]
  const [shorter = ''] = split(last, MESSAGE_LIMIT - small.length)
  return [...others, shorter + small]
}

const fileNote = (isOver: boolean, mayAttach: boolean) => {
  if (!mayAttach) return answerTexts['answer.file_not_allowed']
  return answerTexts[isOver ? 'answer.file_attached' : 'answer.file_follows']
}
