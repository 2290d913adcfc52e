import { GatewayIntentBits as Intent } from 'discord-api-types/v10'
import type { PrivilegedIntent } from '../world/world.ts'

const known = Object.values(Intent).filter((bit) => typeof bit === 'number')
const all = known.reduce((sum, bit) => sum | bit, 0)

const privileged: [PrivilegedIntent, Intent][] = [
  ['message_content', Intent.MessageContent],
  ['guild_members', Intent.GuildMembers],
  ['guild_presences', Intent.GuildPresences],
]

export const areIntents = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0 && (Number(value) & ~all) === 0

/** Whether only such privileged intents are asked for as are switched on for the application. */
export const areAllowed = (intents: number, switchedOn: ReadonlySet<PrivilegedIntent>) =>
  privileged.every(([name, bit]) => !(intents & bit) || switchedOn.has(name))
