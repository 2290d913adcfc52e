import type { ErrorRequestHandler, RequestHandler } from 'express'

/** What Discord answers instead of what was asked for. */
export class DiscordError extends Error {
  readonly status: number
  readonly code: number
  readonly errors: FormErrors | undefined
  constructor(status: number, code: number, message: string, errors?: FormErrors) {
    super(message)
    this.name = 'DiscordError'
    this.status = status
    this.code = code
    this.errors = errors
  }
}

/** Discord nests the mistakes of a form by field, each list under `_errors`. */
export type FormErrors = { [field: string]: FormErrors | FormMistake[] }
export type FormMistake = { code: string; message: string }

const known = {
  unauthorized: [401, 0, '401: Unauthorized'],
  notFound: [404, 0, '404: Not Found'],
  tooLarge: [413, 40005, 'Request entity too large'],
  unknownChannel: [404, 10003, 'Unknown Channel'],
  unknownGuild: [404, 10004, 'Unknown Guild'],
  unknownMember: [404, 10007, 'Unknown Member'],
  unknownMessage: [404, 10008, 'Unknown Message'],
  unknownUser: [404, 10013, 'Unknown User'],
  unknownWebhook: [404, 10015, 'Unknown Webhook'],
  unknownInteraction: [404, 10062, 'Unknown interaction'],
  unknownCommand: [404, 10063, 'Unknown application command'],
  foreignApplication: [403, 20012, 'You are not authorized to perform this action on this application'],
  alreadyAcknowledged: [400, 40060, 'Interaction has already been acknowledged.'],
  missingAccess: [403, 50001, 'Missing Access'],
  wrongChannelType: [400, 50024, 'Cannot execute action on this channel type'],
  foreignMessage: [403, 50005, 'Cannot edit a message authored by another user'],
  emptyMessage: [400, 50006, 'Cannot send an empty message'],
  notText: [400, 50008, 'Cannot send messages in a non-text channel'],
  cannotDirect: [403, 50007, 'Cannot send messages to this user'],
  missingPermissions: [403, 50013, 'Missing Permissions'],
  bulkCount: [
    400,
    50016,
    'Provided too few or too many messages to delete. Must provide at least 2 and at most 100 messages to delete',
  ],
  invalidWebhookToken: [401, 50027, 'Invalid Webhook Token'],
  bulkTooOld: [400, 50034, 'A message provided was too old to bulk delete'],
  systemMessage: [403, 50021, 'Cannot execute action on a system message'],
  threadArchived: [400, 50083, 'Thread is archived'],
  invalidJson: [400, 50109, 'The request body contains invalid JSON.'],
  noHistoryForReply: [403, 160002, 'Cannot reply without permission to read message history'],
  threadExists: [400, 160004, 'A thread has already been created for this message'],
} as const satisfies Record<string, readonly [number, number, string]>

export const discordError = (name: keyof typeof known) => {
  const [status, code, message] = known[name]
  return new DiscordError(status, code, message)
}

export const invalidForm = (errors: FormErrors) => new DiscordError(400, 50035, 'Invalid Form Body', errors)

export const notFound: RequestHandler = () => {
  throw discordError('notFound')
}

export const answerErrors: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) return next(error)
  const { status, code, message, errors } = asDiscordError(error)
  response.status(status).json({ message, code, ...(errors && { errors }) })
}

const asDiscordError = (error: unknown) => {
  if (error instanceof DiscordError) return error
  if (error instanceof Error && 'status' in error && error.status === 413) return discordError('tooLarge')
  if (error instanceof URIError) return discordError('notFound')
  return new DiscordError(500, 0, '500: Internal Server Error')
}
