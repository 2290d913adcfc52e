import { GatewayCloseCodes } from 'discord-api-types/v10'

/** Closes after which a session can't be resumed. */
export const ENDINGS: ReadonlySet<number> = new Set([
  1000,
  GatewayCloseCodes.NotAuthenticated,
  GatewayCloseCodes.InvalidSeq,
  GatewayCloseCodes.SessionTimedOut,
])
/** Ours: the session stays, for a RESUME. Discord would end it at 1000 and 1001. */
export const RESUMABLE = 4200

/** What an operator has to do where connecting again is no use; null where it is. */
export const adviceFor = (code: number): string | null => advice[code] ?? null

const advice: Record<number, string> = {
  [GatewayCloseCodes.AuthenticationFailed]:
    'Discord refuses the token. Set DISCORD_TOKEN to the one that "Reset Token" shows in the Developer Portal, under Bot, and restart.',
  [GatewayCloseCodes.InvalidShard]:
    'Discord does not know this shard: another number of shards is needed. Restart, so that it is asked for anew.',
  [GatewayCloseCodes.ShardingRequired]:
    'The bot is in too many servers for so few shards. Restart, so that their number is asked for anew.',
  [GatewayCloseCodes.InvalidAPIVersion]:
    'Discord no longer speaks this version of its gateway. Install a newer Parley.',
  [GatewayCloseCodes.InvalidIntents]: 'Discord does not know these intents. Install a newer Parley.',
  [GatewayCloseCodes.DisallowedIntents]:
    'Discord does not allow the Message Content intent. Switch it on in the Developer Portal, under Bot, or set discord.message_content: false; then restart.',
}
