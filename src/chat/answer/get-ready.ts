import type { Prompt } from '../../providers/contract.ts'
import type { Refusal, Reply } from '../contract.ts'
import { nothingToAnswer } from '../files/read-files.ts'
import { moderationRefusal } from '../refusal.ts'
import { delayOf } from '../personas/persona.ts'
import { buildPrompt } from '../prompt.ts'
import type { Answering } from './answering.ts'
import { inspect } from './inspect.ts'
import { readQuestion } from './read-question.ts'
import { longestAnswer, withinMeans, withSampling } from './sampling.ts'

type Ready = { is: 'ready'; prompt: Prompt } | { is: 'refused'; refusal: Refusal }

/** All that is done before anybody is asked. Who edits the question meanwhile is answered as edited. */
export const getReady = async (answering: Answering, reply: Reply): Promise<Ready> => {
  const { persona, random, clock, signal, stopped, asked } = answering
  const delay = delayOf(persona, random)
  if (delay > 0) {
    const either = AbortSignal.any([signal, stopped])
    await reply.prepare(() => clock.sleep(delay, either).catch(() => {}))
    signal.throwIfAborted()
  }
  for (;;) {
    const question = asked()
    const ready = await prepare(answering, reply)
    if (asked() === question) return ready
  }
}

const prepare = async (answering: Answering, reply: Reply): Promise<Ready> => {
  const { standing, verdict, persona, choices, router, moderation, current, past } = answering
  const { question, files } = await readQuestion(answering, reply)
  if (question.text.trim() === '' && files.every(({ is }) => is === 'unread'))
    return refused(nothingToAnswer(files, current.attachments))
  const manner = { persona, wishes: standing.place.prompt, optedOut: standing.optedOut }
  const whole = buildPrompt(question, past, current.general, files, manner)
  if (!whole) return refused({ code: 'question_too_long' })
  const allowance = verdict.is === 'admitted' ? verdict.allowance : null
  const prices = router.priceBound(choices)
  const prompt = allowance ? withinMeans(whole, allowance, prices) : whole
  const longest = allowance && longestAnswer(prompt, allowance, prices)
  if (longest !== null && longest < 1) return refused({ code: 'budget_too_small' })
  if (moderation.looksAt('input')) {
    const finding = await reply.prepare(() => inspect(answering, question, files))
    if (finding.is === 'hit') return refused(moderationRefusal(finding.categories, 'question'))
  }
  return { is: 'ready', prompt: withSampling(prompt, persona, longest) }
}

const refused = (refusal: Refusal): Ready => ({ is: 'refused', refusal })
