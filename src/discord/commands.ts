import { createChatAdmin, type ChatAdmin } from './commands/chatadmin.ts'
import { createAsk, createChat } from './commands/ask.ts'
import type { Asking } from './commands/ask-question.ts'
import { createAskAbout, type AskingAbout } from './commands/ask-about.ts'
import { createChatStats } from './commands/chatstats.ts'
import { createClear, type Clearing } from './commands/clear.ts'
import type { Command } from './commands/contract.ts'
import { createMyStats, type ShowingUsage } from './commands/mystats.ts'
import { createPersona, type ChoosingPersona } from './commands/persona.ts'
import { createPrivacyCommand, type ManagingPrivacy } from './commands/privacy.ts'
import { createProviders, type ShowingProviders } from './commands/providers.ts'
import { createReport, type ReportAnswer } from './commands/report.ts'
import { createSetProvider, type SettingProvider } from './commands/setprovider.ts'

export type CommandOptions = Asking &
  AskingAbout &
  Clearing &
  ShowingProviders &
  SettingProvider &
  ChoosingPersona &
  ShowingUsage &
  ManagingPrivacy & {
    totals: Parameters<typeof createChatStats>[0]
    admin: ChatAdmin
    reportAnswer: ReportAnswer
  }

/** All commands. */
export const createCommands = (options: CommandOptions): readonly Command[] => [
  createAsk(options),
  createChat(options),
  createAskAbout(options),
  createClear(options),
  createSetProvider(options),
  createProviders(options),
  createPersona(options),
  createChatStats(options.totals),
  createMyStats(options),
  createPrivacyCommand(options),
  createChatAdmin(options.admin),
  createReport(options.reportAnswer),
]
