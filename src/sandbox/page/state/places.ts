import type { State } from './store.ts'
import {
  botMayWrite,
  isCategory,
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

/** The text channels, each followed by the threads that hang on it: those without a category come first. */
export const channelsOf = (guild: Guild) => groupsOf(guild).flatMap(({ channels }) => channels)

/** The channels as the list shows them: outside of all categories, then category by category. */
export const groupsOf = (guild: Guild) => {
  const categories = guild.channels.filter(isCategory)
  const inside = (category: string | null) =>
    guild.channels.filter((channel) => isText(channel) && channel.parent_id === category)
  return [
    { name: 'Text channels', channels: withThreads(guild, inside(null)) },
    ...categories.map(({ id, name }) => ({ name, channels: withThreads(guild, inside(id)) })),
  ].filter(({ channels }) => channels.length > 0)
}

const withThreads = (guild: Guild, channels: Channel[]) =>
  channels.flatMap((channel) => [
    channel,
    ...guild.channels.filter((thread) => isThread(thread) && thread.parent_id === channel.id),
  ])

/** The thread that stands below a message has its id. */
export const threadBelow = (place: Place, message: string) =>
  place.is === 'guild' ? place.guild.channels.find((one) => isThread(one) && one.id === message) : undefined

export const directMessagesOf = (state: State) =>
  state.world?.direct_messages.filter(({ recipient }) => recipient.id === state.me) ?? []

/** What somebody is beyond a member: as whose the bot is, and by their roles in a guild. */
export const standingOf = ({ application, bot }: World, place: Place, person: string): string[] => {
  const { owner_id, team } = application
  const owns = owner_id === person || team?.members.some(({ id, accepted }) => accepted && id === person)
  const roles = place.is === 'guild' ? rolesOf(place.guild, person).map(({ name }) => name) : []
  return [...(owns ? [`owns ${nameOf(bot)}`] : []), ...roles]
}

const rolesOf = (guild: Guild, person: string) =>
  guild.roles.filter(({ id }) => guild.member_roles[person]?.includes(id))

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
