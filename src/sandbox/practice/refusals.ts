import { promptTokens } from './answer.ts'
import type { Fault } from './fault-spec.ts'
import { refusalOfKey } from './keys.ts'
import { contextOf, isMissing, seesImages } from './models.ts'
import { hasImages, type Question, type Refusal } from './question.ts'

/** Why the question gets no answer: because of the fault that strikes it, or for what it asks. */
export const refusalOf = (question: Question, fault: Fault | null) =>
  refusalBy(fault, question) ?? refusalFor(question)

const refusalBy = (fault: Fault | null, question: Question): Refusal | null => {
  const { model, key, stream } = question
  if (!fault) return null
  const { fault: is } = fault
  if (is === 'bad_key') return fault.status === 403 ? { is: 'forbidden_key' } : { is, key }
  if (is === 'payment_required') return { is }
  if (is === 'insufficient_quota' || is === 'model_missing') return { is, model }
  if (is === 'context_too_long') return tooLong(question)
  if (is === 'images_unseen') return unseen(question)
  if (is === 'content_filter') return fault.after === 0 ? { is, stream } : null
  if (is === 'rate_limited') {
    return { is, model, retryAfter: fault.retry_after ?? null, resetAfter: fault.reset_after ?? null }
  }
  if (is === 'server_error' || is === 'overloaded') {
    return { is, status: fault.status, retryAfter: fault.retry_after ?? null }
  }
  return null
}

const refusalFor = (question: Question): Refusal | null => {
  const { provider, model, key } = question
  const refusal = refusalOfKey(key)
  if (refusal) return refusal
  if (isMissing(model)) return { is: 'model_missing', model }
  if (hasImages(question) && !seesImages(model)) return unseen(question)
  return promptTokens(question) > contextOf(provider, model) ? tooLong(question) : null
}

/** Of what came before the images in their message, the text is one part. */
const unseen = ({ model, messages }: Question): Refusal => {
  const message = messages.findIndex(({ images }) => images.length > 0)
  return { is: 'images_unseen', model, message, part: messages[message]?.text ? 1 : 0 }
}

const tooLong = (question: Question): Refusal => {
  const limit = contextOf(question.provider, question.model)
  return { is: 'context_too_long', tokens: Math.max(promptTokens(question), limit + 1), limit }
}
