import type { Question } from '../question.ts'

/** What the practice model says. The same prompt always gets the same words. */
export const reply = ({ messages }: Question) => {
  const asked = messages.findLast(({ role }) => role === 'user')?.text ?? ''
  const verbatim = /\bsay exactly:\s*([\s\S]+)/i.exec(asked)?.[1]
  return verbatim ?? 'Hello! I am a practice model.'
}
