import type {
  APIApplicationCommandOptionChoice,
  APIAttachment,
  APIMessage,
  APIMessageTopLevelComponent,
  APIModalInteractionResponseCallbackData,
  RESTPutAPIApplicationCommandsJSONBody,
} from 'discord-api-types/v10'
import type { Identity } from '../gateway/contract.ts'
import type { Interacting } from '../rest.ts'

/** Who used a command or pressed a button, and where. */
export type Caller = {
  interaction: Interacting
  author: { id: string; name: string }
  /** The bot. */
  self: Identity
  guild: string | null
  channel: string
  /** The channel is a thread. */
  thread: boolean
  /** The channel and what it belongs to, as far as Discord tells. */
  places: readonly string[]
  ageRestricted: boolean
  roles: readonly string[]
  /** Has Manage Server here. */
  managesGuild: boolean
  /** May remove what others write here. */
  moderates: boolean
  /** Milliseconds since the epoch, by Discord's clock. */
  at: number
}

/** What an answer shows. Components go when they aren't named. */
export type Card = {
  text: string
  components?: APIMessageTopLevelComponent[]
  files?: readonly { name: string; data: string }[]
}

/**
 * How a handler answers: once at first, and then by changes. A handler that hasn't said anything within a second is
 * deferred, so that Discord's three seconds are kept; only a modal must come before.
 */
export type Respond = {
  /** Only the caller sees it. */
  privately(card: Card): Promise<void>
  /** "Parley is thinking…", to be changed later. */
  defer(options: { isPrivate: boolean }): Promise<void>
  /** A button was pressed, and nothing about its message changes for now. */
  deferUpdate(): Promise<void>
  /** Changes what was answered, or deferred. */
  change(card: Card): Promise<void>
  /** Changes the message whose button was pressed. */
  update(card: Card): Promise<void>
  modal(modal: APIModalInteractionResponseCallbackData): Promise<void>
}

/** What stands behind a command's name. */
export type Given = {
  options: ReadonlyMap<string, string | number | boolean>
  /** Files among the options, by id. */
  attachments: ReadonlyMap<string, APIAttachment>
  /** The message on which a message command was used. */
  target: APIMessage | null
}

/** `args` is what follows the action in the component's id: `answer:stop:123`. */
export type Pressed = { args: readonly string[]; values: readonly string[]; message: APIMessage }
export type Submitted = {
  args: readonly string[]
  fields: ReadonlyMap<string, string>
  /** Whose button opened the modal; null: a command did. */
  message: APIMessage | null
}

/** `path` as of subcommands. */
export type Completion = { path: string; option: string; typed: string; options: Given['options'] }
export type Completed = readonly APIApplicationCommandOptionChoice<string>[]

/**
 * What is done about one interaction; resolves when Discord need not tell of it again. `defers: false`: it says its first
 * word by itself, in time.
 */
export type Handle<About> = ((caller: Caller, respond: Respond, about: About) => Promise<void>) & {
  defers?: false
}

/** A handler that opens a modal, or defers as only it knows how. */
export const undeferred = <About>(handle: Handle<About>): Handle<About> =>
  Object.assign(handle, { defers: false as const })

export type Handlers = {
  run: Handle<Given>
  /** What fits to what has been typed so far; Discord shows 25 at the most. */
  complete?: (caller: Caller, completion: Completion) => Promise<Completed>
  /** By the action in a component's id: `clear:everywhere`. */
  press?: Readonly<Record<string, Handle<Pressed>>>
  /** By the action in a modal's id. */
  submit?: Readonly<Record<string, Handle<Submitted>>>
}

export type Definition = RESTPutAPIApplicationCommandsJSONBody[number]

/** A command as Discord knows it, and what happens when it's used; its components' and modals' ids begin with `prefix`. */
export type Command = { definition: Definition; prefix: string } & Omit<Handlers, 'run'> & {
    /** By the path of subcommands, `channel` or `persona allow`; '' where there are none. */
    run: Readonly<Record<string, Handlers['run']>>
  }

/** Components of messages that belong to no command: under answers. */
export type Components = Pick<Command, 'prefix' | 'press' | 'submit'>
