import type { Retention } from '../database/contract.ts'
import { auditRetention } from './audit.ts'
import { introductionsRetention } from './choices.ts'
import { departuresRetention } from './departures.ts'
import { rulesRetentions } from './rules.ts'

/** Of all tables of this module; departures go last, because the others go by them. */
export const preferencesRetentions: readonly Retention[] = [
  auditRetention,
  introductionsRetention,
  ...rulesRetentions,
  departuresRetention,
]
