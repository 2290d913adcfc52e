import { ChannelType } from 'discord-api-types/v10'

/** A channel or a thread, as an event, an interaction or Discord's answer tells of it. */
export type Told = {
  id: string
  type?: ChannelType
  parent_id?: string | null
  nsfw?: boolean
  name?: string | null
}

/** What is kept of it. A thread is as its channel is. */
export type Known =
  | { isThread: true; parent: string | null }
  | { isThread: false; parent: string | null; ageRestricted: boolean; name: string | null }

export type Atlas = {
  get(channel: string): Known | null
  learn(told: Told): Known | null
  /** What Discord tells of unasked, when a connection begins: there may be no end of it. */
  learnMany(told: readonly Told[]): void
  forget(channel: string): void
}

/** More than are written in at a time; fewer than there are in ten thousand guilds. */
const MOST = 10_000
const MOST_UNASKED = 1000

/** What is known of channels; those that were not needed for longest are forgotten first. */
export const createAtlas = (): Atlas => {
  const channels = new Map<string, Known>()

  const put = (channel: string, known: Known) => {
    channels.delete(channel)
    channels.set(channel, known)
    if (channels.size > MOST) for (const oldest of channels.keys()) return void channels.delete(oldest)
  }
  const learn = (told: Told) => {
    const known = knownFrom(told)
    if (known) put(told.id, known)
    return known
  }

  return {
    get(channel) {
      const known = channels.get(channel) ?? null
      if (known) put(channel, known)
      return known
    },
    learn,
    learnMany(many) {
      for (const told of many) if (channels.size < MOST_UNASKED) learn(told)
    },
    forget: (channel) => void channels.delete(channel),
  }
}

const knownFrom = ({ type, parent_id: parent = null, nsfw = false, name = null }: Told): Known | null => {
  if (type === undefined) return null
  return isThreadType(type)
    ? { isThread: true, parent }
    : { isThread: false, parent, ageRestricted: nsfw, name }
}

export const isThreadType = (type: ChannelType) =>
  type === ChannelType.PublicThread ||
  type === ChannelType.PrivateThread ||
  type === ChannelType.AnnouncementThread
