import type { Administration } from '../../../chat/admin/administration.ts'
import type { Status } from '../../../chat/admin/contract.ts'
import type { BudgetState } from '../../../limits/read-budgets.ts'
import type { ProviderHealth } from '../../../providers/contract.ts'
import { subcommand } from '../define.ts'
import { timestamp } from '../list.ts'
import { onWholeBot } from './on-server.ts'
import { cardOf } from './words.ts'

/** `/chatadmin status`: how the bot is, for those who run it. */
export const createStatus = ({ status }: Pick<Administration, 'status'>) =>
  subcommand('chatadmin.status', 'operator', {
    run: async (caller, respond) => respond.privately(cardOf(describe(await status(onWholeBot(caller))))),
  })

const describe = ({ version, instances, shards, providers, settings, ...more }: Status) =>
  [
    `**Parley ${version}**, up ${duration(more.uptimeMs)}`,
    `- Processes: ${instances.length} (${instances.join(', ')})`,
    `- Shards here: ${shards.ready} of ${shards.total} ready`,
    `- Settings: generation ${settings.number} (${settings.hash}), since ${timestamp(settings.since, 'R')}`,
    `- Reports waiting: ${more.reportsWaiting}`,
    ...(more.budget ? [budgetLine(more.budget)] : []),
    ...providers.map(providerLine),
  ].join('\n')

const budgetLine = ({ used, limit }: BudgetState) => {
  const cost = limit.cost === null ? null : `$${limit.cost}`
  return `- Used today: ${Math.round(used.tokens)}${of(limit.tokens)} tokens, $${used.cost.toFixed(2)}${of(cost)}`
}

const of = (most: number | string | null) => (most === null ? '' : ` of ${most}`)

const providerLine = ({ provider, usable, reason, routes }: ProviderHealth) => {
  const state = routes.map(({ model, circuit }) => `${model}: ${circuits[circuit]}`).join(', ')
  const parts = [usable ? state : 'off', reason].filter(Boolean)
  return `- **${provider}**: ${parts.join('. ')}`
}

const circuits = { closed: 'up', half_open: 'being tried again', open: 'passed over' }

const duration = (ms: number) => {
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`
}
