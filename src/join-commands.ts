import { createAdministration } from './chat/admin/administration.ts'
import { createStatus } from './chat/admin/status.ts'
import type { Answerer } from './chat/answerer.ts'
import { managersPersonas } from './chat/personas/choose.ts'
import { createPrivacy } from './chat/privacy.ts'
import { createReportAnswer } from './chat/report-answer.ts'
import { createTotals } from './chat/totals.ts'
import type { Bus } from './cluster/bus.ts'
import { nameInstances } from './cluster/notices.ts'
import { reloadEverywhere } from './cluster/reload.ts'
import type { SettingsReload } from './config/live-settings.ts'
import type { Settings } from './config/settings.ts'
import type { History } from './conversations/contract.ts'
import type { MemoryHistory } from './conversations/memory-history.ts'
import type { Cipher } from './database/cipher.ts'
import { cleanAll } from './database/cleaner.ts'
import type { StartedDatabase } from './database/start.ts'
import { createCommands } from './discord/commands.ts'
import { createPermit } from './discord/commands/access.ts'
import type { Asking } from './discord/commands/ask-question.ts'
import type { Command, Components } from './discord/commands/contract.ts'
import { createStandingOf } from './discord/commands/standing.ts'
import { createAnswerButtons } from './discord/components/answer-buttons.ts'
import { createReplyButton } from './discord/components/reply-button.ts'
import type { Operators } from './discord/operators.ts'
import type { Places } from './discord/places.ts'
import { createReadBack } from './discord/read-back.ts'
import type { createReplies } from './discord/reply/reply.ts'
import { whispering } from './discord/reply/whisper.ts'
import type { DiscordRest } from './discord/rest.ts'
import type { Clock } from './lib/clock.ts'
import { selectLive, type Live } from './lib/live.ts'
import type { createLimits } from './limits/limits.ts'
import { resetPerson as resetLimits } from './limits/reset.ts'
import { readUsageTotals } from './limits/usage.ts'
import { setChoices } from './preferences/choices.ts'
import { readStanding } from './preferences/standing.ts'
import type { Router } from './providers/contract.ts'
import type { HealthRegistry } from './telemetry/health.ts'
import type { Logger } from './telemetry/log.ts'
import { readTurn } from './turns/ledger.ts'
import { version } from './version.ts'

type Options = {
  database: StartedDatabase
  cleaning: Parameters<typeof cleanAll>[0]
  bus: Bus
  settings: Live<Settings>
  settingsReload: SettingsReload
  router: Router
  limits: ReturnType<typeof createLimits>
  cipher: Cipher
  hash: (value: string) => string
  memory: MemoryHistory
  history: History
  answerer: Answerer
  replies: ReturnType<typeof createReplies>
  places: Places
  operators: Operators
  record: Asking['record']
  rest: DiscordRest
  health: HealthRegistry
  clock: Clock
  log: Logger
  signal: AbortSignal
}

/** What people use besides writing: commands, and the buttons below answers. */
export const joinCommands = (
  parts: Options,
): { commands: readonly Command[]; components: readonly Components[] } => {
  const { database, cleaning, bus, settings, settingsReload, router, limits, cipher, hash } = parts
  const { memory, history, answerer, replies, places, operators, record, rest, health, clock, log, signal } =
    parts
  const asksOfDiscord = { rest, log, signal }
  const general = selectLive(settings, ({ general }) => general)
  const asking: Asking = {
    settings: general,
    places,
    record,
    answer: (question, to) => answerer.answer(question, replies(to), signal),
  }
  const findTurn = (id: string) => readTurn(database, id, cipher)
  const buttons = createAnswerButtons({
    findTurn,
    readBack: createReadBack({ ...asksOfDiscord, findTurn, places, settings: general }),
    record,
    answer(question, to) {
      const open = replies(to)
      const heard = 'whisper' in to ? whispering(open, { ...asksOfDiscord, interaction: to.whisper }) : open
      return answerer.answer(question, heard, signal)
    },
    answersAgain: answerer.answersAgain,
    stop: answerer.stop,
  })
  const replyButton = createReplyButton(asking)
  const components = [
    { prefix: 'answer', press: { ...buttons.press, ...replyButton.press }, submit: replyButton.submit },
  ]
  const personas = () => managersPersonas(settings.current).map(({ name }) => name)
  const administration = createAdministration({
    database,
    history,
    resetLimits,
    cleanAll: () => cleanAll(cleaning, signal),
    reload: () => reloadEverywhere(bus, signal),
    status: createStatus({
      database,
      version,
      health,
      router,
      settings: settingsReload,
      instances: async () => nameInstances(await bus.instances()),
      limits,
      clock,
    }),
    log,
  })
  const commands = createCommands({
    ...asking,
    admin: {
      administration,
      permit: createPermit(operators.isOperator, log),
      isOperator: operators.isOperator,
      personas,
    },
    reportAnswer: createReportAnswer({ database, log }),
    forgetPerson(author, conversation) {
      answerer.leaveOut(author, conversation)
      return history.forgetPerson(database, author, conversation)
    },
    health: router.health,
    totals: createTotals(database, clock),
    standingOf: createStandingOf(places, (whereabouts) => readStanding(database, whereabouts)),
    setChoices: (person, choices) => setChoices(database, person, choices),
    getMessage: (channel, message) => rest.getMessage(channel, message, signal),
    personas: settings,
    usageOf: (person) => readUsageTotals(database, person),
    budgetsOf: ({ author, guild, at }) => limits.readBudgets(database, { author: author.id, guild }, at),
    privacy: createPrivacy({ database, memory, answerer, settings, cipher, hash, clock }),
    legal: () => settings.current.legal,
    clock,
  })
  return { commands, components }
}
