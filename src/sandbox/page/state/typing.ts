import type { Store } from './store.ts'

/** Discord shows a typing person for ten seconds, unless the message comes first. */
const SHOWN_MS = 10_000

const timers = new Map<string, ReturnType<typeof setTimeout>>()

export const startTyping = (store: Store, channel: string, person: string) => {
  const key = `${channel} ${person}`
  clearTimeout(timers.get(key))
  timers.set(
    key,
    setTimeout(() => stopTyping(store, channel, person), SHOWN_MS),
  )
  change(store, channel, (people) => (people.includes(person) ? people : [...people, person]))
}

export const stopTyping = (store: Store, channel: string, person: string) => {
  const key = `${channel} ${person}`
  clearTimeout(timers.get(key))
  timers.delete(key)
  change(store, channel, (people) => people.filter((other) => other !== person))
}

const change = (store: Store, channel: string, to: (people: readonly string[]) => readonly string[]) =>
  store.update(({ typing }) => ({ typing: new Map(typing).set(channel, to(typing.get(channel) ?? [])) }))
