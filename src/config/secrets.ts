/** A provider's key, and the name by which logs may call it: GROQ_API_KEY_2. */
export type NamedKey = { name: string; value: string }

/** What must never be logged, shown or measured. */
export type Secrets = {
  discordToken: string | null
  /** By provider: those of `<PROVIDER>_API_KEY`, `<PROVIDER>_API_KEY_1` … `_n`, in that order. */
  keys: ReadonlyMap<string, readonly NamedKey[]>
}
