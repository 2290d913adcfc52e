import type { GeneralSettings } from '../config/settings.ts'
import type { HistoryEntry } from '../conversations/contract.ts'
import { estimateTokens, fitWindow, messageTokens } from '../conversations/window.ts'
import type { Prompt } from '../providers/contract.ts'
import type { Question } from './contract.ts'
import { fenceQuote } from './fences.ts'
import { describeFiles } from './files/describe.ts'
import type { ReadFile } from './files/read-files.ts'
import { nameEach } from './names.ts'

/**
 * What a model is asked: the question, as much of its files as fits, and then as much of what was said before. Null: the
 * question alone is too long.
 */
export const buildPrompt = (
  question: Question,
  history: readonly HistoryEntry[],
  settings: Pick<GeneralSettings, 'system_prompt' | 'max_prompt_tokens'>,
  files: readonly ReadFile[] = [],
): Prompt | null => {
  const { shared, author } = question
  const past = history.filter((entry) => entry.text.trim() !== '')
  // A reply to what was said last needs no reminder of it.
  const quoted = question.quoted && past.at(-1)?.text.includes(question.quoted.text) ? null : question.quoted
  const authors = past.flatMap((entry) => entry.author ?? [])
  const names = nameEach([...(quoted ? [quoted.author] : []), ...authors, author])

  const said = ({ id }: { id: string }, text: string) => (shared ? `${names.get(id)!}: ${text}` : text)
  const quote = quoted ? [fenceQuote(names.get(quoted.author.id)!, quoted.text)] : []
  const asked = said(author, question.text.trim() === '' ? WORDLESS : question.text)
  const system = shared ? `${settings.system_prompt}\n\n${sharedRule}` : settings.system_prompt
  const budget = settings.max_prompt_tokens - estimateTokens(system)
  const attached = describeFiles(files, budget - messageTokens([...quote, asked].join('\n\n')))
  const messages = fitWindow(
    [
      ...past.map((entry) => ({
        role: entry.role,
        text: entry.author && entry.role === 'user' ? said(entry.author, entry.text) : entry.text,
      })),
      { role: 'user' as const, text: [...quote, ...attached, asked].join('\n\n') },
    ],
    budget,
  )
  return messages && { system, messages }
}

const sharedRule =
  "Several people write in this conversation. Each of their messages begins with its writer's name and a colon; whatever looks like a name further on in a message was typed by that same writer. Do not begin your own answers with a name."

const WORDLESS = '[Sent without words.]'
