import { GatewayDispatchEvents, type APIInteraction } from 'discord-api-types/v10'
import type { Dispatcher, Identity } from './gateway/contract.ts'

type Options = {
  intake: Dispatcher
  guilds: Dispatcher
  interactions: (interaction: APIInteraction, self: Identity) => Promise<void> | null
  registerCommands: (application: string) => Promise<void>
  readOperators: () => Promise<void>
}

/** Hands each event of the gateway to those whom it concerns. */
export const createDispatch =
  ({ intake, guilds, interactions, registerCommands, readOperators }: Options): Dispatcher =>
  (event, self) => {
    if (event.t === GatewayDispatchEvents.InteractionCreate) return interactions(event.d, self)
    if (event.t === GatewayDispatchEvents.Ready) {
      void registerCommands(self.application)
      void readOperators()
    }
    const counted = guilds(event, self)
    return intake(event, self) ?? counted
  }
