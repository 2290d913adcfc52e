import { clusterRetentions } from './cluster/notices.ts'
import type { GeneralSettings } from './config/settings.ts'
import { messagesRetention } from './conversations/history.ts'
import type { Retention } from './database/contract.ts'
import { departuresRetention } from './database/erase-guild.ts'
import { erasuresRetention } from './database/erase.ts'
import type { Live } from './lib/live.ts'
import { admissionsRetention } from './limits/admissions.ts'
import { rateLimitsRetention } from './limits/counters.ts'
import { budgetsRetention } from './limits/settle.ts'
import { usageRetention } from './limits/usage.ts'
import { reportsRetention } from './moderation/reports.ts'
import { departedGuilds } from './preferences/departures.ts'
import { preferencesRetentions } from './preferences/retentions.ts'
import { turnsRetention } from './turns/ledger.ts'

/** What is deleted when its time is over, in this order. */
export const retentionsOf = (general: Live<GeneralSettings>): readonly Retention[] => [
  // First, so that what a server has left goes with it.
  departuresRetention({ table: 'departures', departed: departedGuilds }),
  turnsRetention,
  messagesRetention(general),
  usageRetention,
  admissionsRetention,
  rateLimitsRetention,
  budgetsRetention,
  ...preferencesRetentions,
  reportsRetention,
  erasuresRetention,
  ...clusterRetentions,
]
