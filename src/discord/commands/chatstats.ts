import type { BotTotals } from '../../chat/totals.ts'
import type { Command } from './contract.ts'
import { slashCommand } from './define.ts'
import { amount, bars, timestamp } from './list.ts'

/** `/chatstats`: what the bot has done since it began. */
export const createChatStats = (totals: () => Promise<BotTotals>): Command =>
  slashCommand('chatstats', {
    async run(_, respond) {
      await respond.privately({ text: describe(await totals()) })
    },
  })

const describe = ({
  since,
  answers,
  conversations,
  people,
  providers,
  medianFirstWordsMs,
}: BotTotals): string => {
  if (since === null) return "I haven't answered anybody yet. Write me something!"
  const counted = providers.map(({ provider, answers: count }) => ({ name: provider, count }))
  return [
    `Since ${timestamp(since, 'D')} I have answered ${amount(answers, 'message', 'messages')} in ${amount(conversations, 'conversation', 'conversations')}; in the last 90 days, to ${amount(people, 'person', 'people')}.`,
    ...(medianFirstWordsMs === null ? [] : [`Half of my answers began within ${wait(medianFirstWordsMs)}.`]),
    ...bars(counted),
  ].join('\n')
}

const wait = (ms: number) =>
  ms < 950 ? `${Math.max(1, Math.round(ms / 100)) / 10} s` : `${(ms / 1000).toFixed(1)} s`
