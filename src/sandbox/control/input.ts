import type { Request } from 'express'
import type { z } from 'zod'
import type { Channel, Guild, Role } from '../world/things.ts'
import { categoriesOf } from '../world/channels.ts'
import { displayName } from '../world/people.ts'
import type { World } from '../world/world.ts'

/** A request that can't be done; the message is a sentence for whoever made it. */
export class ControlError extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.name = 'ControlError'
    this.status = status
  }
}

/** The body as the schema has it, or an error that names the field and what is allowed. */
export const inputOf = <Schema extends z.ZodType>(request: Request, schema: Schema): z.infer<Schema> => {
  const parsed = schema.safeParse(request.body ?? {})
  if (parsed.success) return parsed.data
  throw new ControlError(400, parsed.error.issues.map((issue) => sentence(issue)).join(' '))
}

export const personOf = (world: World, idOrName: string, field = 'author') =>
  only(
    field,
    idOrName,
    [...world.people.values()].filter((user) => !user.bot),
    (user) => [user.username, displayName(user)],
  )

export const channelOf = (world: World, idOrName: string, field = 'channel'): Channel =>
  only(field, idOrName, [...world.channels.values()], (channel) =>
    channel.kind === 'dm' ? [] : [channel.name, `#${channel.name}`],
  )

export const guildOf = (world: World, idOrName: string) =>
  only('guild', idOrName, [...world.guilds.values()], (guild) => [guild.name])

export const categoryOf = (guild: Guild, idOrName: string) =>
  only('category', idOrName, categoriesOf(guild), (category) => [category.name])

export const roleOf = (guild: Guild, idOrName: string): Role =>
  only('role', idOrName, [...guild.roles.values()], (role) => [role.name])

/** Refuses whoever is not a member where the channel is. */
export const mayBeIn = (world: World, channel: Channel, userId: string) => {
  const isThere =
    channel.kind === 'dm'
      ? channel.recipientId === userId
      : world.guilds.get(channel.guildId)?.members.has(userId)
  if (!isThere) throw new ControlError(403, 'author: this person is not in that channel.')
}

const only = <Thing extends { id: string }>(
  field: string,
  wanted: string,
  things: Thing[],
  namesOf: (thing: Thing) => string[],
): Thing => {
  const byId = things.find((thing) => thing.id === wanted)
  if (byId) return byId
  const named = things.filter((thing) => namesOf(thing).includes(wanted))
  if (named.length === 1) return named[0]!
  if (named.length > 1)
    throw new ControlError(
      400,
      `${field}: ${named.length} are called "${wanted}": give the id (${ids(named)}).`,
    )
  const names = things.flatMap((thing) => namesOf(thing)[0] ?? [])
  throw new ControlError(404, `${field}: there is no "${wanted}": give an id or one of ${names.join(', ')}.`)
}

const ids = (things: { id: string }[]) => things.map((thing) => thing.id).join(', ')

const sentence = (issue: z.core.$ZodIssue): string => {
  const at = issue.path.join('.') || 'the body'
  if (issue.code === 'unrecognized_keys')
    return `${[...issue.path, issue.keys[0]].join('.')} is not a field here.`
  if (issue.code === 'invalid_value') return `${at} must be one of ${issue.values.map(String).join(', ')}.`
  if (issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options))
    return `${at} must be one of ${issue.options.join(', ')}.`
  return `${at}: ${issue.message}.`
}
