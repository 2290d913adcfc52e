import { personOf } from './state/places.ts'
import type { State } from './state/store.ts'
import { isSeenBy, isThinking, nameOf, type Message } from './state/world.ts'
import { toTyped } from './views/typed-mentions.ts'

/** How long an answer must have stayed as it is before it is read out: half a sentence helps nobody. */
const SETTLED_MS = 2_000

/** Tells a screen reader what others wrote in the open channel, once and whole. */
export const createAnnouncer = (region: HTMLElement) => {
  const told = new Set<string>()
  const waiting = new Map<string, ReturnType<typeof setTimeout>>()
  const counts = new Map<string, number>()
  let channel = ''

  const tell = (state: State, message: Message) => {
    told.add(message.id)
    const author = personOf(state.world, message.author.id) ?? message.author
    const people = state.world ? [state.world.bot, ...state.world.people] : []
    const line = document.createElement('p')
    line.textContent = `${nameOf(author)}: ${toTyped(message.content, people)}`
    region.append(line)
    if (region.childElementCount > 5) region.firstElementChild!.remove()
  }

  return (state: State) => {
    const history = state.histories.get(state.channel)
    if (!history || !state.loaded.has(state.channel)) return
    if (channel !== state.channel) {
      // What was there before is read by whoever goes to it.
      channel = state.channel
      for (const { id } of history) told.add(id)
      return
    }
    for (const message of history) {
      if (told.has(message.id) || message.author.id === state.me || isThinking(message)) continue
      if (!isSeenBy(message, state.me)) continue
      if (counts.get(message.id) === message.edit_count) continue
      counts.set(message.id, message.edit_count)
      clearTimeout(waiting.get(message.id))
      waiting.set(
        message.id,
        setTimeout(() => tell(state, message), SETTLED_MS),
      )
    }
  }
}
