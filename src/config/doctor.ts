import { findingsAbout, type Finding } from '../lib/finding.ts'
import { loadConfiguration, type Configuration } from './configuration.ts'
import { MistakenConfiguration, sentenceOf } from './mistakes.ts'

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
    return { configuration, findings: [...configuration.warnings.map(warning), noMistakes] }
  } catch (error) {
    if (!(error instanceof MistakenConfiguration)) throw error
    const mistakes = error.mistakes.map((mistake) => problem(sentenceOf(mistake)))
    return { configuration: null, findings: [...error.warnings.map(warning), ...mistakes, restIsLeft] }
  }
}

const noMistakes = ok('The settings and the environment hold no mistakes.')
const restIsLeft = warning('Nothing else was looked at: ask again when these mistakes are mended.')
