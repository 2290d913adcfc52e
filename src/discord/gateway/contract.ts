import type { GatewayDispatchPayload } from 'discord-api-types/v10'

/** Who the bot is. */
export type Identity = { id: string; name: string; application: string }

/**
 * Takes an event: null when it is dealt with at once. Else it resolves when the event need not come again, and
 * rejects when it must: with the reason of the signal that ended the work.
 */
export type Dispatcher = (event: GatewayDispatchPayload, self: Identity) => Promise<void> | null
