import type { Stats } from '../../chat/stats.ts'
import type { Command } from './contract.ts'
import { slashCommand } from './define.ts'

/** `/chatstats`: what the bot did in the last day. */
export const createChatStats = (stats: () => Promise<Stats>): Command =>
  slashCommand('chatstats', {
    async run(_, respond) {
      await respond.defer({ isPrivate: true })
      await respond.change({ text: describe(await stats()) })
    },
  })

const describe = ({ users, conversations, messages, answers }: Stats): string => {
  const most = Math.max(1, ...Object.values(answers))
  const rows = Object.entries(answers)
    .toSorted(([, a], [, b]) => b - a)
    .map(([provider, count]) => `${provider.padEnd(12)} ${bar(count / most)} ${count}`)
  return [
    `In the last 24 hours, ${amount(users, 'person', 'people')} wrote me ${amount(messages, 'message', 'messages')} in ${amount(conversations, 'conversation', 'conversations')}.`,
    ...(rows.length > 0 ? ['```', ...rows, '```'] : []),
  ].join('\n')
}

const amount = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`

const LONGEST_BAR = 20
const bar = (share: number) => '█'.repeat(Math.max(1, Math.round(share * LONGEST_BAR))).padEnd(LONGEST_BAR)
