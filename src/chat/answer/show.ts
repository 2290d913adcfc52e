import type { Prompt } from '../../providers/contract.ts'
import type { Delivered, Notice, Reply } from '../contract.ts'
import { collectRest, follow, stepsOf } from '../draft.ts'
import { moderated, type Hit } from '../moderated.ts'
import type { Answering } from './answering.ts'
import { compose } from './compose.ts'
import { noteHit } from './inspect.ts'

/** Asks, and shows what is said. */
export const show = async (answering: Answering, prompt: Prompt, reply: Reply): Promise<Delivered> => {
  const { router, choices, moderation, hash, draft, turn, clock, log, signal, stopped } = answering
  const over = new AbortController()
  const ended = AbortSignal.any([signal, over.signal])
  const onHit = (hit: Hit) => {
    noteHit(answering, hit).catch((error: unknown) =>
      log.error({ turn: turn.id, err: error }, 'What moderation objected to could not be written down.'),
    )
  }
  const answer = router.answer({ turn: turn.id, prompt, choices }, ended)
  const steps = stepsOf(moderated(answer, { moderation, turn: turn.id, hash, onHit, clock, signal: ended }))
  const said = follow({ steps, draft, clock, stopped, keep: () => compose(answering) })
  try {
    return await reply.deliver(said, () => noticesFor(answering))
  } finally {
    // A reply that stopped early leaves a request under way: it ends now, and may have cost something.
    over.abort()
    await collectRest(steps, draft, clock).catch((error: unknown) => {
      if (error !== ended.reason) log.error({ turn: turn.id, err: error }, 'An answer ended badly, unread.')
    })
  }
}

const noticesFor = ({ isFirst, nearlySpent }: Answering): readonly Notice[] => [
  ...(isFirst ? [{ code: 'artificial' } as const] : []),
  ...nearlySpent.map((budget) => ({ code: 'budget_nearly_spent', ...budget }) as const),
]
