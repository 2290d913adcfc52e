import { ConfigurationError } from '../lib/errors.ts'

/** One thing that is wrong in a file or a variable. None of its words is a secret. */
export type Mistake = {
  /** Where it stands: config/parley.yaml, .env, the environment. */
  file: string
  line: number | null
  /** As its file calls it: general.max_history, [general] max_history, PORT. Null: the file as a whole. */
  key: string | null
  /** What was found, to be read after "is": the text "3s", an unknown key. */
  found: string
  /** What is allowed, as a clause: it must be true or false. */
  allowed: string
  nearest: string | null
}

/** What was read, with what is wrong about it. With mistakes, the value serves only to look for further ones. */
export type Checked<Value> = {
  value: Value
  mistakes: readonly Mistake[]
  warnings: readonly string[]
}

/** `config/parley.yaml:7: general.max_histroy is an unknown key; … Did you mean general.max_history?` */
export const sentenceOf = ({ key, found, allowed, nearest, ...where }: Mistake): string =>
  `${placeOf(where)}: ${key === null ? found : `${key} is ${found}`}; ${allowed}.` +
  (nearest === null ? '' : ` Did you mean ${nearest}?`)

export const placeOf = ({ file, line }: { file: string; line: number | null }): string =>
  line === null ? file : `${file}:${line}`

/** Of a kind, or in one error. Whoever has more has another kind of file. */
export const mostShown = 100

/** All that is wrong with the configuration, in one error. */
export class MistakenConfiguration extends ConfigurationError {
  readonly mistakes: readonly Mistake[]
  readonly warnings: readonly string[]
  constructor(mistakes: readonly Mistake[], warnings: readonly string[]) {
    super('configuration', summaryOf(mistakes))
    this.mistakes = mistakes
    this.warnings = warnings
  }
}

/** Throws all mistakes as one error. */
export const refuse = (mistakes: readonly Mistake[], warnings: readonly string[] = []): never => {
  throw new MistakenConfiguration(mistakes, warnings)
}

const summaryOf = (mistakes: readonly Mistake[]): string => {
  const shown = mistakes.slice(0, mostShown).map((mistake) => `  ${sentenceOf(mistake)}`)
  const rest = mistakes.length - shown.length
  const title = mistakes.length === 1 ? 'There is a mistake' : `There are ${mistakes.length} mistakes`
  return [`${title} in the configuration:`, ...shown]
    .concat(rest > 0 ? [`  … and ${rest} more.`] : [])
    .join('\n')
}
