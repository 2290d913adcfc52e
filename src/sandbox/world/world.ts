import type { Clock } from '../../lib/clock.ts'
import type { Happening } from './happenings.ts'
import { createNonceBook, type NonceBook } from './nonces.ts'
import type { Channel, Command, Guild, Interaction, MessageEntry, StoredFile, User } from './things.ts'
import type { Settings } from './settings.ts'
import { createSnowflakes } from './snowflakes.ts'

/** All that this Discord knows. Its parts are changed by the functions beside this file, which announce what happened. */
export type World = {
  readonly clock: Clock
  /** Where this Discord is reached, without a slash at the end. */
  readonly origin: string
  readonly settings: Settings
  readonly application: Application
  readonly bot: User
  /** Everyone, the bot too. */
  readonly people: Map<string, User>
  /** Who takes no direct messages from the bot. */
  readonly closedToBot: Set<string>
  readonly guilds: Map<string, Guild>
  readonly channels: Map<string, Channel>
  /** By channel, then by id, oldest first. */
  readonly messages: Map<string, Map<string, MessageEntry>>
  readonly files: Map<string, StoredFile>
  readonly nonces: NonceBook
  readonly commands: Map<string, Command>
  readonly interactions: Map<string, Interaction>
  nextId(): string
  announce(happening: Happening): void
  /** Calls back for each happening, in order, before `announce` returns. */
  listen(listener: (happening: Happening) => void): Disposable
}

export type Application = {
  id: string
  name: string
  token: string
  privilegedIntents: Set<PrivilegedIntent>
  /** The person whose application it is; with a team, that team's owner. */
  ownerId: string
  team: Team | null
}
export type Team = { id: string; name: string; members: TeamMember[] }
export type TeamMember = { userId: string; role: TeamRole; accepted: boolean }
export type TeamRole = 'admin' | 'developer' | 'read_only'
export type PrivilegedIntent = 'message_content' | 'guild_members' | 'guild_presences'

type Origins = { clock: Clock; origin: string; settings: Settings; application: Application; bot: User }

export const createWorld = ({ clock, origin, settings, application, bot }: Origins): World => {
  const listeners = new Set<(happening: Happening) => void>()
  return {
    clock,
    origin,
    settings,
    application,
    bot,
    people: new Map([[bot.id, bot]]),
    closedToBot: new Set(),
    guilds: new Map(),
    channels: new Map(),
    messages: new Map(),
    files: new Map(),
    nonces: createNonceBook(clock, () => settings.nonceWindowMs),
    commands: new Map(),
    interactions: new Map(),
    nextId: createSnowflakes(clock),
    announce(happening) {
      for (const listener of listeners) listener(happening)
    },
    listen(listener) {
      listeners.add(listener)
      return { [Symbol.dispose]: () => void listeners.delete(listener) }
    },
  }
}
