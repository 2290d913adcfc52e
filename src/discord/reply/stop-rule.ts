import type { Delivered } from '../../chat/contract.ts'
import { DiscordError } from '../rest/errors.ts'

export type StopRule = Extract<Delivered, { is: 'stopped' }>['rule']

const UNKNOWN_CHANNEL = 10003
const UNKNOWN_MESSAGE = 10008
const THREAD_ARCHIVED = 50083
const NO_READ_MESSAGE_HISTORY = 160002

/** Why nothing more can be shown, if that is what Discord's refusal means. */
export const stopRule = (error: unknown): StopRule | null => {
  if (!(error instanceof DiscordError)) return null
  if (error.reason === UNKNOWN_MESSAGE || error.fields.includes('message_reference'))
    return 'question_deleted'
  const forbidden = [UNKNOWN_CHANNEL, THREAD_ARCHIVED, NO_READ_MESSAGE_HISTORY].includes(error.reason)
  return forbidden || error.status === 403 ? 'missing_permission' : null
}
