import type {
  APIMessageTopLevelComponent,
  RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord-api-types/v10'
import type { Interacting } from '../rest.ts'

/** Who used a command or pressed a button, and where. */
export type Caller = {
  interaction: Interacting
  author: { id: string; name: string }
  guild: string | null
  channel: string
  /** The channel is a thread. */
  thread: boolean
  /** Milliseconds since the epoch, by Discord's clock. */
  at: number
}

/** What an answer shows. Components go when they aren't named. */
export type Card = { text: string; components?: APIMessageTopLevelComponent[] }

/** One first answer within three seconds, and changes of it. */
export type Respond = {
  /** Only the caller sees it. */
  privately(card: Card): Promise<void>
  /** "Parley is thinking…", to be changed later. */
  defer(options: { isPrivate: boolean }): Promise<void>
  /** Changes what was answered, or deferred. */
  change(card: Card): Promise<void>
  /** Changes the message whose button was pressed. */
  update(card: Card): Promise<void>
}

type Options = ReadonlyMap<string, string | number | boolean>

export type Command = {
  definition: RESTPostAPIChatInputApplicationCommandsJSONBody
  /** Resolves when Discord need not tell of it again. */
  run(caller: Caller, respond: Respond, options: Options): Promise<void>
  /** By what follows the command's name in a component's id: `clear:everywhere`. */
  press?: ReadonlyMap<string, (caller: Caller, respond: Respond) => Promise<void>>
}
