import { findingsAbout, type Finding } from '../lib/finding.ts'
import { loadConfiguration, type Configuration } from './configuration.ts'
import { MistakenConfiguration, sentenceOf } from './mistakes.ts'
import type { Secrets } from './secrets.ts'

const { ok, warning, problem } = findingsAbout('settings')

export type ExaminedConfiguration = {
  /** Null where it holds mistakes: the bot would not start with it. */
  configuration: Configuration | null
  findings: readonly Finding[]
}

/** What is wrong with the settings, the environment and the secrets, as the bot would read them in `folder`. */
export const examineConfiguration = async (
  variables: Readonly<Record<string, string | undefined>>,
  folder: string,
): Promise<ExaminedConfiguration> => {
  try {
    const configuration = await loadConfiguration(variables, folder)
    const findings = [...configuration.warnings.map(warning), noMistakes, encryptionOf(configuration.secrets)]
    return { configuration, findings }
  } catch (error) {
    if (!(error instanceof MistakenConfiguration)) throw error
    const mistakes = error.mistakes.map((mistake) => problem(sentenceOf(mistake)))
    return { configuration: null, findings: [...error.warnings.map(warning), ...mistakes, restIsLeft] }
  }
}

const encryptionOf = ({ encryption: { current, older } }: Secrets) => {
  const reading = older.length > 0 ? ` ${older.map(({ name }) => name).join(', ')} only reads.` : ''
  return ok(
    current
      ? `What people write is encrypted in the database, with ${current.name}.${reading}`
      : `What people write stands in the database as it is: PARLEY_ENCRYPTION_KEY would encrypt it.${reading}`,
  )
}

const noMistakes = ok('The settings and the environment hold no mistakes.')
const restIsLeft = warning('Nothing else was looked at: ask again when these mistakes are mended.')
