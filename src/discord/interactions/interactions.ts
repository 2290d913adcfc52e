import {
  ApplicationCommandType,
  InteractionType,
  MessageFlags,
  InteractionResponseType as Response,
  type APIInteraction,
} from 'discord-api-types/v10'
import type { Clock } from '../../lib/clock.ts'
import type { Logger } from '../../telemetry/log.ts'
import type { Card, Command, Respond } from '../commands/contract.ts'
import type { Identity } from '../gateway/contract.ts'
import type { DiscordRest } from '../rest.ts'
import { sayRefusal } from '../phrases/en.ts'
import { callerOf } from './caller.ts'

type Options = {
  commands: readonly Command[]
  rest: Pick<DiscordRest, 'respond' | 'editResponse'>
  clock: Clock
  log: Logger
  /** Ends all requests. */
  signal: AbortSignal
}

/** Discord takes a first answer for three seconds; what comes later than this was told of again by a RESUME. */
const ANSWERABLE_MS = 2500

/** Runs commands and what their buttons do. What it returns resolves when the event need not come again. */
export const createInteractions = ({ commands, rest, clock, signal, ...options }: Options) => {
  const log = options.log.child({ module: 'discord' })
  const byName = new Map(commands.map((command) => [command.definition.name, command]))

  const find = (interaction: APIInteraction) => {
    if (interaction.type === InteractionType.ApplicationCommand) {
      const { data } = interaction
      const command = data.type === ApplicationCommandType.ChatInput ? byName.get(data.name) : undefined
      return command && { name: data.name, run: runner(command, interaction) }
    }
    if (interaction.type === InteractionType.MessageComponent) {
      const [name = '', action = ''] = interaction.data.custom_id.split(':')
      const press = byName.get(name)?.press?.get(action)
      return press && { name, run: press }
    }
    return undefined
  }

  return (interaction: APIInteraction, self: Identity): Promise<void> | null => {
    const found = find(interaction)
    const caller = callerOf(interaction, self)
    if (!found || !caller) return null
    if (clock.now() - caller.at > ANSWERABLE_MS) {
      log.debug({ interaction: interaction.id }, 'An interaction came too late to be answered.')
      return null
    }
    const respond = responder(caller.interaction)
    return found.run(caller, respond).catch(async (error: unknown) => {
      log.error({ interaction: interaction.id, command: found.name, err: error }, 'A command failed.')
      // Deferred or not, whoever waits is told.
      const card = { text: sayRefusal({ code: 'internal' }) }
      await respond.privately(card).catch(() => respond.change(card).catch(() => {}))
    })
  }

  function responder(interaction: Parameters<DiscordRest['respond']>[0]): Respond {
    return {
      privately: (card) =>
        rest.respond(
          interaction,
          {
            type: Response.ChannelMessageWithSource,
            data: { ...bodyOf(card), flags: MessageFlags.Ephemeral },
          },
          signal,
        ),
      defer: ({ isPrivate }) =>
        rest.respond(
          interaction,
          {
            type: Response.DeferredChannelMessageWithSource,
            data: isPrivate ? { flags: MessageFlags.Ephemeral } : {},
          },
          signal,
        ),
      async change(card) {
        await rest.editResponse(interaction, '@original', bodyOf(card), signal)
      },
      update: (card) =>
        rest.respond(interaction, { type: Response.UpdateMessage, data: bodyOf(card) }, signal),
    }
  }
}

const runner = (command: Command, { data }: APIInteraction) => {
  const given = data && 'options' in data && Array.isArray(data.options) ? data.options : []
  const options = new Map(
    given.flatMap((option) => ('value' in option ? [[option.name, option.value] as const] : [])),
  )
  return (...[caller, respond]: [Parameters<Command['run']>[0], Respond]) =>
    command.run(caller, respond, options)
}

const bodyOf = ({ text, components = [] }: Card) => ({
  content: text,
  components,
  allowed_mentions: { parse: [] },
})
