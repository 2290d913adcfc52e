import type { Failure, Prompt, Usage } from '../contract.ts'
import type { Step } from './plan.ts'
import type { Sending } from './send-request.ts'

/**
 * What `sampling.maxOutputTokens` leaves to each request of an answer: what failed ones have used is gone. `exhaustedBy`:
 * nothing is left, and this is how the answer ends.
 */
export const createAllowance = ({ sampling }: Prompt) => {
  const most = sampling?.maxOutputTokens
  let used = 0
  let exhaustedBy: Extract<Step, { is: 'fail' }> | null = null
  return {
    get exhaustedBy() {
      return exhaustedBy
    },
    bound(sending: Sending): Sending {
      if (most === undefined || used === 0) return sending
      const { prompt } = sending
      return {
        ...sending,
        prompt: { ...prompt, sampling: { ...prompt.sampling, maxOutputTokens: most - used } },
      }
    },
    learn(failure: Failure, usage: Usage | null) {
      used += usage ? usage.inputTokens + usage.outputTokens : 0
      if (most !== undefined && most - used < 1) exhaustedBy = { is: 'fail', failure, retryAfterMs: null }
    },
  }
}
