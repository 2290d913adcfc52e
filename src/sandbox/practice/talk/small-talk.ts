import type { Topic } from './heard.ts'

export const smallTalk: Topic = ({ asked }) =>
  sum(asked) ?? phrases.find(([pattern]) => pattern.test(asked))?.[1] ?? null

const phrases: readonly (readonly [pattern: RegExp, text: string])[] = [
  [
    /\bhow are you\b|\bhow's it going\b/i,
    "All my prepared answers are in place, so: very well, thank you. I'm Parley's practice model; what would you like to try?",
  ],
  [/\bthank(s| you)\b|\bthx\b/i, "You're welcome!"],
  [
    /\b(good ?bye|bye|see you|good night)\b/i,
    'Goodbye! What we said stays in the database; come back and ask me about it.',
  ],
  [/\bjoke\b/i, 'Why did the pod go to therapy? It kept crashing and always came back to the same node.'],
  [
    /\bwhat(?:'s| is)? (the )?(time|date|day)\b|\b(weather|news)\b/i,
    "I can't know that: I'm a practice model with prepared answers, and I don't even have a clock.",
  ],
  [
    /\b(hi|hello|hey|hallo|greetings|good (morning|afternoon|evening)|moin|ping)\b/i,
    "Hello! I'm Parley's practice model: my answers are prepared, and everything around me is the real bot. Ask me **what I can do**, tell me your name, or have me write **a long story**.",
  ],
]

const sum = (asked: string) => {
  const [, left, sign = '', right] = SUM.exec(asked) ?? []
  if (left === undefined || right === undefined) return null
  return `${left} ${sign} ${right} = ${calculate(Number(left), sign, Number(right))}. (So much I can do without a real model.)`
}

const SUM =
  /(?:^|: )(?:what(?:'s| is)|how much is|calculate)?\s*(-?\d+(?:\.\d+)?) ?([-+*/x×]) ?(-?\d+(?:\.\d+)?)\s*[=?.!]*$/i

const calculate = (left: number, sign: string, right: number) => {
  if (sign === '+') return left + right
  if (sign === '-') return left - right
  if (sign === '/') return left / right
  return left * right
}
