import type { Fault } from './fault-spec.ts'
import { cutIntoPieces, firstTokens, tokensIn } from './pieces.ts'
import type { Answer, Question } from './question.ts'
import { reply } from './talk/reply.ts'

type Moment = { id: string; at: number; random: () => number }

/** What is said to a question; those faults that change the words are in it already. */
export const answerTo = (question: Question, fault: Fault | null, { id, at, random }: Moment): Answer => {
  const whole = reply(question)
  const text = question.maxTokens === null ? whole : firstTokens(whole, question.maxTokens)
  const finish = text === whole ? 'stop' : 'length'
  const said = disturb({ pieces: cutIntoPieces(text, random), finish }, fault)
  return {
    id,
    at,
    question,
    ...said,
    inputTokens: promptTokens(question),
    outputTokens: tokensIn(said.pieces.join('')),
  }
}

/** As OpenAI counts: a few tokens for each message besides its text; and as Gemini does: the same for every image. */
export const promptTokens = ({ system, messages }: Question) =>
  messages.reduce(
    (sum, { text, images }) => sum + tokensIn(text) + images.length * TOKENS_PER_IMAGE + 4,
    tokensIn(system) + 3,
  )

const TOKENS_PER_IMAGE = 1120

type Said = Pick<Answer, 'pieces' | 'finish'>

const disturb = ({ pieces, finish }: Said, fault: Fault | null): Said => {
  if (fault?.fault === 'empty') return { pieces: [], finish: 'stop' }
  if (fault?.fault === 'length') return { pieces: pieces.slice(0, fault.after), finish: 'length' }
  if (fault?.fault === 'content_filter')
    return { pieces: pieces.slice(0, fault.after), finish: 'content_filter' }
  if (fault?.fault === 'think') return { pieces: [...leakedThoughts, ...pieces], finish }
  return { pieces, finish }
}

// The tags are cut as tokenizers cut them: whoever looks at one piece at a time doesn't find them.
const leakedThoughts = [
  '<th',
  'ink>',
  '\nThey want to see ',
  'whether thoughts leak. ',
  'I say <b>',
  'nothing.\n</',
  'think',
  '>\n\n',
]
