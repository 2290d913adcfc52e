import type { Limits } from '../src/limits/contract.ts'
import type { Moderation } from '../src/moderation/contract.ts'

/** Everybody may ask as much as they like. */
export const noLimits: Limits = {
  admit: async () => ({ is: 'admitted', allowance: null }),
  giveBack: async () => {},
  settle: async () => [],
}

export const noModeration: Moderation = {
  looksAt: () => false,
  check: async () => ({ is: 'fine' }),
}
