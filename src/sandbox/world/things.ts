import type {
  APIApplicationCommand,
  ApplicationCommandOptionType,
  ChannelType,
  APIMessage,
  APIRole,
  APIUser,
  InteractionType,
  OverwriteType,
} from 'discord-api-types/v10'

/** As it is shown to others. */
export type User = Omit<APIUser, 'flags' | 'public_flags'> & { flags: number; public_flags: number }

/** What there is in the world, changed only by the functions of this folder. */
export type Guild = {
  readonly id: string
  name: string
  ownerId: string
  /** Whether the bot is a member. */
  hasBot: boolean
  readonly roles: Map<string, Role>
  readonly members: Map<string, Member>
  /** Text channels, the categories that they stand in, and threads. */
  readonly channels: Map<string, GuildChannel>
}
export type Role = Omit<APIRole, 'flags'> & { flags: number }
export type Member = { userId: string; roles: string[]; nick: string | null; joinedAt: string }

export type Channel = GuildChannel | DirectMessage
export type GuildChannel = TextChannel | Thread | Category

type AnyChannel = { readonly id: string; lastMessageId: string | null; readonly pinned: Set<string> }
export type TextChannel = AnyChannel & {
  readonly kind: 'text'
  readonly guildId: string
  name: string
  topic: string | null
  position: number
  overwrites: Overwrite[]
  /** The category that it stands in. */
  parentId: string | null
  ageRestricted: boolean
}
export type Category = AnyChannel & {
  readonly kind: 'category'
  readonly guildId: string
  name: string
  position: number
  overwrites: Overwrite[]
}
export type Thread = AnyChannel & {
  readonly kind: 'thread'
  readonly guildId: string
  readonly parentId: string
  readonly ownerId: string
  readonly createdAt: string
  name: string
  archived: boolean
  locked: boolean
  messageCount: number
  readonly members: Map<string, { joinedAt: string }>
}
export type DirectMessage = AnyChannel & { readonly kind: 'dm'; readonly recipientId: string }

export type Overwrite = { id: string; type: OverwriteType; allow: string; deny: string }

/** A message as REST would show it to someone who may read everything, and what Discord's API does not show. */
export type MessageEntry = {
  readonly channelId: string
  readonly message: Message
  editCount: number
  /** Whoever alone sees it; Discord keeps no such message in the channel. */
  readonly ephemeralTo: string | null
}

type Loose =
  | 'author'
  | 'mentions'
  | 'flags'
  | 'embeds'
  | 'components'
  | 'poll'
  | 'reactions'
  | 'interaction'
  | 'interaction_metadata'
  | 'message_snapshots'
  | 'referenced_message'
  | 'thread'
export type Message = Omit<APIMessage, Loose> & {
  author: User
  mentions: User[]
  interaction?: object
  interaction_metadata?: object
  flags: number
  embeds: object[]
  components: object[]
  poll?: object | undefined
  reactions?: { emoji: { id: null; name: string }; users: string[] }[]
}

/** Something that a person did with the bot's commands or components, and how far its answer is. */
export type Interaction = {
  readonly id: string
  readonly token: string
  readonly type: InteractionType
  readonly user: User
  readonly channelId: string
  /** On the clock that never jumps. */
  readonly startedAt: number
  /** As INTERACTION_CREATE carries it. */
  readonly payload: object
  /** Whose component was used. */
  readonly source: MessageEntry | null
  /** The command's name, with its subcommands, and how it was used: by that name, on a message or on a person. */
  readonly command: { name: string; target: 'slash' | 'message' | 'user' } | null
  /** The interaction that opened the form which this one sends. */
  readonly opener: Interaction | null
  answer: InteractionAnswer | null
}

export type InteractionAnswer = {
  /** The number of Discord's InteractionResponseType. */
  readonly type: number
  /** The message that the answer made, or that it changed. */
  message: MessageEntry | null
  readonly choices: unknown[] | null
  readonly modal: unknown
}

/** As the API shows it; a global one has no guild_id. */
export type Command = Partial<Omit<APIApplicationCommand, 'options'>> &
  Pick<APIApplicationCommand, 'id' | 'name' | 'type' | 'description'> & {
    options?: CommandOption[] | undefined
  }

export type CommandOption = {
  type: ApplicationCommandOptionType
  name: string
  description: string
  required?: boolean | undefined
  choices?: { name: string; value: string | number }[] | undefined
  options?: CommandOption[] | undefined
  autocomplete?: boolean | undefined
  min_value?: number | undefined
  max_value?: number | undefined
  min_length?: number | undefined
  max_length?: number | undefined
  channel_types?: ChannelType[] | undefined
}

export type StoredFile = { name: string; type: string; bytes: Uint8Array }
