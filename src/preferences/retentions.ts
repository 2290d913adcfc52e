import type { Retention } from '../database/contract.ts'
import { auditRetention } from './audit.ts'
import { introductionsRetention } from './choices.ts'

/** Of what goes by its age; what servers chose goes with them. */
export const preferencesRetentions: readonly Retention[] = [auditRetention, introductionsRetention]
