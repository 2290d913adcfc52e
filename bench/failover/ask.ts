import type { PromptMessage, Route, Router } from '../../src/providers/contract.ts'

export type Answer = {
  /** Whose it is; null: there is none. */
  route: Route | null
  /** What the person has before them at the end. */
  text: string
  /** Milliseconds until the first of these words; Infinity without an answer. */
  firstWords: number
  /** The providers that were asked, in turn. */
  asked: readonly string[]
}

export const ask = async (
  router: Router,
  text: string,
  history: readonly PromptMessage[] = [],
): Promise<Answer> => {
  const began = performance.now()
  const prompt = {
    system: 'Be brief.',
    messages: [...history, { role: 'user' as const, text: `say exactly: ${text}` }],
  }
  const asked: string[] = []
  let shown = ''
  let firstWords = Infinity
  let route: Route | null = null
  for await (const event of router.answer(
    { turn: 'bench', prompt, choices: [] },
    new AbortController().signal,
  )) {
    if (event.type === 'attempt') asked.push(event.attempt.route.provider)
    if (event.type === 'restart') shown = ''
    if (event.type === 'end') ({ route } = event)
    if (event.type !== 'text') continue
    if (!shown) firstWords = performance.now() - began
    shown += event.text
  }
  return { route, text: shown, firstWords: route ? firstWords : Infinity, asked }
}
