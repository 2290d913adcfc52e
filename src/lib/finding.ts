/** What a check found, as a sentence for the operator: what is wrong, and what to do about it. Holds no secret. */
export type Finding = { level: 'ok' | 'warning' | 'problem'; about: string; says: string }

/** Makes findings about one thing: `const { ok, problem } = findingsAbout('database')`. */
export const findingsAbout = (about: string) => ({
  ok: (says: string): Finding => ({ level: 'ok', about, says }),
  /** Parley works without, or it passes by itself. */
  warning: (says: string): Finding => ({ level: 'warning', about, says }),
  /** Something that was asked for doesn't work until somebody mends it. */
  problem: (says: string): Finding => ({ level: 'problem', about, says }),
})
