import { z } from 'zod'
import type { Configuration } from './config/configuration.ts'
import { examineConfiguration } from './config/doctor.ts'
import { examineDatabase } from './database/doctor.ts'
import { examineDiscord } from './discord/doctor.ts'
import type { Clock } from './lib/clock.ts'
import { examineClock } from './lib/clock-reading.ts'
import { findingsAbout, type Finding } from './lib/finding.ts'
import { examineNetwork } from './network/doctor.ts'
import { startOutgoing } from './network/outgoing.ts'
import { examineProviders } from './providers/doctor.ts'
import { createLog } from './telemetry/log.ts'
import { version } from './version.ts'

export type ExaminationOptions = {
  variables: Readonly<Record<string, string | undefined>>
  /** Where .env, the settings and the data are looked for. */
  folder: string
  /** Ids of Discord's channels in which the bot's permissions are asked about. */
  channels: readonly string[]
  clock: Clock
  signal: AbortSignal
}

/**
 * Everything that Parley needs, looked at by the module that needs it, as the bot itself would use it. Findings come as
 * soon as those before them are there.
 */
export async function* examineParley(options: ExaminationOptions): AsyncGenerator<Finding, void, undefined> {
  const { variables, folder, clock, signal } = options
  const { configuration, findings } = await examineConfiguration(variables, folder)
  yield* findings
  if (!configuration) return
  const { environment, outgoing, settings, secrets } = configuration
  const heard = new Set<string>()
  await using _outgoing = startOutgoing({ outgoing, clock, log: createLog('warn', hearSentences(heard)) })

  const hasToken = secrets.discordToken !== null
  const apiUrl = environment.discordApiUrl
  const network = examineNetwork({ outgoing, apiUrl, needed: hasToken, version, clock, signal })
  const discord = network.then(({ isReached }) => examineBot(configuration, isReached, options))
  const { providers: asked, models } = settings.current
  const providers = examineProviders({
    providers: asked,
    models,
    keys: secrets.keys,
    needed: hasToken,
    clock,
    signal,
  })
  const dataDir = `${environment.dataDirectory}/postgres`
  const database = examineDatabase({ variables: environment.database, dataDir, clock, signal })
  // Whoever reads may leave in the middle; and what fails while another is waited for is to be heard.
  const ended = Promise.allSettled([discord, providers, database])
  await using _ended = { [Symbol.asyncDispose]: async () => void (await ended) }

  const { findings: ofNetwork, reading } = await network
  yield* ofNetwork
  yield* await discord
  yield* await providers
  const { findings: ofDatabase, readings } = await database
  yield* ofDatabase
  yield* examineClock([...(reading ? [reading] : []), ...readings])
  const said = new Set(ofNetwork.map(({ says }) => says))
  yield* [...heard.difference(said)].map(findingsAbout('network').warning)
}

const examineBot = async (
  { environment, settings, secrets }: Configuration,
  isReached: boolean,
  { channels, clock, signal }: ExaminationOptions,
): Promise<Finding[]> => {
  const { warning } = findingsAbout('discord')
  if (secrets.discordToken === null) return [warning(tokenMissing)]
  if (!isReached)
    return [warning("Discord can't be reached: the token and all else there was not looked at.")]
  return examineDiscord({
    apiUrl: environment.discordApiUrl,
    token: secrets.discordToken,
    version,
    settings: settings.current.discord,
    channels,
    clock,
    signal,
  })
}

const tokenMissing =
  'DISCORD_TOKEN is not set: a start brings up the sandbox in the browser. For your Discord, set it to what "Reset Token" shows in the Developer Portal, under Bot.'

/** What the network says of proxies and certificates while others ask: they see no more than that there is no answer. */
const hearSentences = (heard: Set<string>) => (line: string) =>
  void heard.add(spoken.parse(JSON.parse(line)).msg)

const spoken = z.object({ msg: z.string() })
