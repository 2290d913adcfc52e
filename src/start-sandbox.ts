import type { Configuration } from './config/configuration.ts'
import type { Clock } from './lib/clock.ts'
import { ConfigurationError } from './lib/errors.ts'
import { surveyProviders } from './providers/routes/survey.ts'

/** The Discord of an app without a token, where the sandbox is installed. Throws ConfigurationError where it isn't. */
export const startSandbox = async (
  { environment, settings, secrets }: Configuration,
  operator: string,
  clock: Clock,
) => {
  const { startSandbox: start } = await import('./sandbox/sandbox.ts').catch((error: unknown) => {
    throw new ConfigurationError('token_missing', tokenMissing, { cause: error })
  })
  const { number: port, chosen } = environment.sandboxPort
  const usable = surveyProviders(settings.current.providers, secrets.keys).find((surveyed) => surveyed.usable)
  const model = usable ? `${usable.models[0]} (${usable.provider})` : null
  return start({ port: { port, orNext: !chosen }, clock, model, operator })
}

const tokenMissing = 'DISCORD_TOKEN is not set, and this installation has no sandbox: set it and start again.'
