/** What a person chose. */
export type PersonalChoices = {
  provider: string | null
  persona: string | null
  /** Nothing that the person writes may stand in a prompt. */
  optedOut: boolean
  /** Was told once that it is an AI that answers. */
  introduced: boolean
}

/** What holds where a question is asked, when thread, channel, category and server have inherited from each other. */
export type PlaceRules = {
  answers: boolean
  /** Answers stand in a thread that is named after the question. */
  threads: boolean
  /** Chosen by the server's managers for this place; null: each person's own choice counts. */
  persona: string | null
  /** Those that people may choose here; null: those that are on without anybody's doing. */
  personas: readonly string[] | null
  /** What the server's managers tell the model. */
  prompt: string | null
  /** Roles whose members alone are answered, and roles whose members are not. */
  roles: { allowed: readonly string[]; blocked: readonly string[] }
}

export type Standing = {
  person: PersonalChoices
  place: PlaceRules
  /** Who of those asked about has opted out. */
  optedOut: ReadonlySet<string>
}

/** Whose choices count for a question, and where it is asked: nearest first, without the server. */
export type Whereabouts = {
  person: string
  guild: string | null
  places: readonly string[]
  /** People whose words would stand in the prompt. */
  others: readonly string[]
}
