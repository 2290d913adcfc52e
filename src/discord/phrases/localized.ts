import type { LocalizationMap } from 'discord-api-types/v10'
import { commandTexts } from './commands.ts'

export type CommandKey = keyof typeof commandTexts

/** What other languages call it, by key: `ask.name` is the command's name, which is `ask` where nothing stands. */
type Translation = { readonly [key: string]: string }

const translations: { readonly [Locale in keyof LocalizationMap]?: Translation } = {}

/** A text of the commands, and its translations where there are any. */
export const localized = (key: string): { text: string; localizations: LocalizationMap | null } => {
  const found = Object.entries(translations).flatMap(([locale, texts]) => {
    const text = texts[key]
    return text === undefined ? [] : [[locale, text] as const]
  })
  const text = Object.entries(commandTexts).find(([known]) => known === key)?.[1] ?? ''
  return { text, localizations: found.length > 0 ? Object.fromEntries(found) : null }
}
