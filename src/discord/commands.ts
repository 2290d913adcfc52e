import type { Stats } from '../chat/stats.ts'
import type { ProviderHealth } from '../providers/contract.ts'
import { createChatAdmin, type ChatAdmin } from './commands/chatadmin.ts'
import { createAsk, createChat, type Asking } from './commands/ask.ts'
import { createChatStats } from './commands/chatstats.ts'
import { createClear, type Clearing } from './commands/clear.ts'
import type { Command } from './commands/contract.ts'
import { createProviders } from './commands/providers.ts'
import { createReport } from './commands/report.ts'

type Options = Omit<Asking, 'providers'> &
  Clearing & {
    health: () => readonly ProviderHealth[]
    stats: () => Promise<Stats>
    admin: ChatAdmin
    reportAnswer: Parameters<typeof createReport>[0]
  }

/** All slash commands. */
export const createCommands = ({
  health,
  stats,
  admin,
  reportAnswer,
  ...options
}: Options): readonly Command[] => {
  const providers = () => health().flatMap(({ provider, usable }) => (usable ? provider : []))
  return [
    createAsk({ ...options, providers }),
    createChat({ ...options, providers }),
    createClear(options),
    createProviders(health),
    createChatStats(stats),
    createChatAdmin(admin),
    createReport(reportAnswer),
  ]
}
