import type { State } from './store.ts'
import type { Message } from './world.ts'

type Histories = State['histories']

export const withMessage = (histories: Histories, message: Message): Histories => {
  const history = histories.get(message.channel_id) ?? []
  const known = history.some(({ id }) => id === message.id)
  const next = known
    ? history.map((other) => (other.id === message.id ? newer(other, message) : other))
    : [...history, message].sort(byAge)
  return new Map(histories).set(message.channel_id, next)
}

export const withoutMessage = (histories: Histories, channel: string, id: string): Histories => {
  const history = histories.get(channel) ?? []
  return new Map(histories).set(
    channel,
    history.filter((message) => message.id !== id),
  )
}

/** The history as it was read, and what events told since then: these may overtake the answer to a request. */
export const withHistory = (histories: Histories, channel: string, read: readonly Message[]): Histories => {
  const known = new Map(histories.get(channel)?.map((message) => [message.id, message]))
  const last = read.at(-1)
  const later = [...known.values()].filter((message) => !last || byAge(message, last) > 0)
  const merged = read.map((message) => newer(known.get(message.id), message))
  return new Map(histories).set(channel, [...merged, ...later])
}

const newer = (known: Message | undefined, arrived: Message) =>
  known && known.edit_count > arrived.edit_count ? known : arrived

const byAge = (a: Message, b: Message) => {
  const [left, right] = [BigInt(a.id), BigInt(b.id)]
  return left < right ? -1 : left > right ? 1 : 0
}
