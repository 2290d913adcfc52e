import type { Banner, Message, World } from './world.ts'

export type Connection = 'connecting' | 'live' | 'lost'

export type State = {
  connection: Connection
  banner: Banner | null
  world: World | null
  /** Who the person in front of the page is at the moment. */
  me: string
  channel: string
  /** The messages of each channel, oldest first; whole only where the channel is in `loaded`. */
  histories: ReadonlyMap<string, readonly Message[]>
  loaded: ReadonlySet<string>
  unread: ReadonlySet<string>
  /** Who types where. */
  typing: ReadonlyMap<string, readonly string[]>
  /** What stands in the composer of each channel. */
  drafts: ReadonlyMap<string, string>
  /** The mention that is being typed. */
  completing: { query: string; active: number } | null
  replyingTo: string | null
  editing: string | null
  deleting: string | null
  navigationOpen: boolean
  membersOpen: boolean
  theme: 'dark' | 'light'
  /** What went wrong with the last thing that was tried, as a sentence. */
  problem: string | null
}

export type Store = {
  readonly current: State
  update(change: Partial<State> | ((state: State) => Partial<State>)): void
  subscribe(listener: (state: State) => void): void
}

/** Listeners hear once, however many changes were made in one go. */
export const createStore = (initial: State): Store => {
  const listeners: ((state: State) => void)[] = []
  let current = initial
  let scheduled = false

  const announce = () => {
    scheduled = false
    for (const listener of listeners) listener(current)
  }

  return {
    get current() {
      return current
    },
    update(change) {
      current = { ...current, ...(typeof change === 'function' ? change(current) : change) }
      if (scheduled) return
      scheduled = true
      queueMicrotask(announce)
    },
    subscribe: (listener) => listeners.push(listener),
  }
}
