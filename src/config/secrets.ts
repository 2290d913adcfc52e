import type { EncryptionKeys } from './encryption.ts'
import { nearestOf } from './nearest.ts'
import { environmentName } from './secrecy.ts'
import type { Variables } from './variables.ts'

/** A provider's key, and the name by which logs may call it: GROQ_API_KEY_2. */
export type NamedKey = { name: string; value: string }

/** What must never be logged, shown or measured. */
export type Secrets = {
  discordToken: string | null
  /** By provider: those of `<PROVIDER>_API_KEY`, `<PROVIDER>_API_KEY_1` … `_n`, in that order. None: no entry. */
  keys: ReadonlyMap<string, readonly NamedKey[]>
  encryption: EncryptionKeys
}

/** Picks the token and the providers' keys; placeholders and repetitions are passed over with a warning. */
export const readSecrets = (
  variables: Variables,
  providers: readonly string[],
): { secrets: Omit<Secrets, 'encryption'>; warnings: readonly string[] } => {
  const warnings: string[] = []
  const read = (name: string): NamedKey[] => {
    const value = unquoted(variables.get(name)?.value ?? '')
    if (name !== 'DISCORD_TOKEN' && notOfKeys.test(value)) {
      warnings.push(
        `${name} holds a space or a character that no key has, and is passed over: copy it once more, without quotes or anything around it.`,
      )
      return []
    }
    if (!placeholder.test(value)) return [{ name, value }]
    if (variables.has(name)) warnings.push(`${name} holds no key but a placeholder, and is passed over.`)
    return []
  }
  const distinct = (keys: readonly NamedKey[]) =>
    keys.filter((key, index) => {
      const first = keys.findIndex(({ value }) => value === key.value)
      if (first < index)
        warnings.push(`${key.name} holds the same key as ${keys[first]?.name}, and counts once.`)
      return first === index
    })
  const keys = providers
    .map((provider) => [provider, distinct(keyNames(variables, provider).flatMap(read))] as const)
    .filter(([, keys]) => keys.length > 0)
  const [token] = read('DISCORD_TOKEN')
  const wanted = ['DISCORD_TOKEN', ...providers.map((provider) => `${environmentName(provider)}_API_KEY`)]
  return {
    secrets: { discordToken: token?.value.replace(/^Bot\s+/i, '') ?? null, keys: new Map(keys) },
    warnings: [...warnings, ...misnamed(variables, wanted)],
  }
}

/** DISCORD_BOT_TOKEN, where DISCORD_TOKEN is not set. */
const misnamed = (variables: Variables, wanted: readonly string[]): string[] => {
  const names = [...variables.keys()]
  const unset = wanted.filter((name) => !names.some((set) => set.startsWith(name)))
  const unknown = names.filter((name) => !wanted.some((known) => name.startsWith(known)))
  return unknown.flatMap((name) => {
    const meant = nearestOf(name, unset)
    return meant
      ? [`${name} is set and is no variable of Parley's, and ${meant} is not set: did you mean that?`]
      : []
  })
}

/** GROQ_API_KEY, then GROQ_API_KEY_1 … by number; a gap is none. */
const keyNames = (variables: Variables, provider: string): string[] => {
  const first = `${environmentName(provider)}_API_KEY`
  const rank = (name: string) => (name === first ? -1 : Number(name.slice(first.length + 1)))
  return [...variables.keys()]
    .filter(
      (name) =>
        name === first || (name.startsWith(`${first}_`) && /^\d+$/.test(name.slice(first.length + 1))),
    )
    .sort((one, other) => rank(one) - rank(other))
}

// Docker's --env-file keeps the quotes.
const unquoted = (value: string) =>
  value
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2')
    .trim()

/** Typographic quotes, line breaks and the like can't even be sent. */
const notOfKeys = /(?=.*\S)[^\x21-\x7e]/s

/** What examples and templates hold instead of a key. */
const placeholder =
  /^$|(^|[-_ ])your[-_ ]|[-_ ]here$|^(change|replace|insert)[-_ ]?(me|this|it)?$|^(<.*>|\$\{?\w+\}?|[\w-]*x{4,}|[\w-]*\.{3}|\*+|todo|none|null|undefined|example|placeholder)$/i
