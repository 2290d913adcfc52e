import type { State } from './store.ts'
import {
  botMayWrite,
  isText,
  isThread,
  nameOf,
  type Channel,
  type Guild,
  type Person,
  type World,
} from './world.ts'

/** Where a channel is: in a guild, or between a person and the bot. */
export type Place =
  | { is: 'guild'; guild: Guild; channel: Channel }
  | { is: 'direct'; id: string; person: string }
  | { is: 'nowhere' }

export const placeOf = (world: World | null, channel: string): Place => {
  for (const guild of world?.guilds ?? []) {
    const found = guild.channels.find(({ id }) => id === channel)
    if (found) return { is: 'guild', guild, channel: found }
  }
  const direct = world?.direct_messages.find(({ id }) => id === channel)
  return direct ? { is: 'direct', id: direct.id, person: direct.recipient.id } : { is: 'nowhere' }
}

/** A text channel and the threads that hang on it, in the order of the list. */
export const channelsOf = (guild: Guild) =>
  guild.channels
    .filter(isText)
    .flatMap((channel) => [
      channel,
      ...guild.channels.filter((thread) => isThread(thread) && thread.parent_id === channel.id),
    ])

export const directMessagesOf = (state: State) =>
  state.world?.direct_messages.filter(({ recipient }) => recipient.id === state.me) ?? []

/** Everybody who can write or be mentioned in the place; the bot comes first. */
export const membersOf = (world: World, place: Place): Person[] => {
  const ids =
    place.is === 'guild' ? place.guild.members : place.is === 'direct' ? [world.bot.id, place.person] : []
  return [world.bot, ...world.people].filter(({ id }) => ids.includes(id))
}

export const personOf = (world: World | null, id: string): Person | undefined =>
  world?.bot.id === id ? world.bot : world?.people.find((person) => person.id === id)

export const titleOf = (world: World, place: Place) =>
  place.is === 'guild' ? place.channel.name : nameOf(world.bot)

/** The channel to start in: the wanted one where this person may be, else the first in which the bot answers. */
export const firstPlace = (world: World, me: string, wanted: string) => {
  const place = placeOf(world, wanted)
  const ownDirect = world.direct_messages.find(({ recipient }) => recipient.id === me)?.id ?? ''
  if (place.is === 'guild') return wanted
  if (place.is === 'direct') return ownDirect
  return world.guilds.flatMap(channelsOf).find(botMayWrite)?.id ?? ownDirect
}
