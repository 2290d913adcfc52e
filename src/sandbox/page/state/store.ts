import type { Choice, Command, ModalForm, SlashCommand } from './commands.ts'
import type { Banner, Message, World } from './world.ts'

export type Connection = 'connecting' | 'live' | 'lost'

/** `active` is the choice that the arrows reached, -1 for none. */
export type Completing =
  | { of: 'mention' | 'command'; query: string; active: number }
  | { of: 'option'; option: string; query: string; active: number; answer: 'awaited' | 'failed' | Choice[] }

export type Invoking = {
  command: SlashCommand
  /** What was typed behind the command's name: it begins the first option. */
  text: string
  /** The optional options that were asked for, by name. */
  added: readonly string[]
  /** What is wrong with which option. */
  mistakes: Readonly<Record<string, string>>
  busy: boolean
}

export type OpenModal = { interaction: string; form: ModalForm; busy: boolean; problem: string | null }

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
  /** The files that will go with the next message of each channel. */
  uploads: ReadonlyMap<string, readonly File[]>
  /** What is being typed and can be completed. */
  completing: Completing | null
  /** What the bot's commands are for this person in this channel. */
  commands: readonly Command[]
  /** The slash command whose options are being filled in. */
  invoking: Invoking | null
  /** The message whose button or menu waits for the bot, and that component's custom_id. */
  pressed: ReadonlyMap<string, string>
  /** What came of a message's buttons and menus, where it's nothing good. */
  failures: ReadonlyMap<string, string>
  /** The form that the bot opened. */
  modal: OpenModal | null
  /** The ephemeral messages that were put away. */
  dismissed: ReadonlySet<string>
  replyingTo: string | null
  editing: string | null
  deleting: string | null
  /** The message below which a thread is to be. */
  threading: string | null
  /** The guild whose settings are open. */
  settingUp: string | null
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
