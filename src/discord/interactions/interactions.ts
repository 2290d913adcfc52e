import { InteractionResponseType, InteractionType, type APIInteraction } from 'discord-api-types/v10'
import type { Clock } from '../../lib/clock.ts'
import type { Logger } from '../../telemetry/log.ts'
import type { Caller, Command, Components, Handle, Respond } from '../commands/contract.ts'
import type { Identity } from '../gateway/contract.ts'
import { sayRefusal } from '../phrases/en.ts'
import type { DiscordRest } from '../rest.ts'
import { callerOf } from './caller.ts'
import { completionOf, givenOf, pressedOf, submittedOf } from './given.ts'
import { createResponder } from './responder.ts'

type Options = {
  commands: readonly Command[]
  components: readonly Components[]
  rest: Pick<DiscordRest, 'respond' | 'editResponse' | 'deleteResponse' | 'followUp'>
  clock: Clock
  log: Logger
  /** Ends all requests. */
  signal: AbortSignal
}

type Found = { name: string; defers: boolean; run: (caller: Caller, respond: Respond) => Promise<void> }

/**
 * Discord takes a first answer for three seconds. What is much older was told of again by a RESUME; how old it is, a clock
 * that is fast or slow tells wrong.
 */
const ANSWERABLE_MS = 30_000

/** Runs commands and what their buttons do. What it returns resolves when the event need not come again. */
export const createInteractions = ({ commands, rest, clock, signal, ...options }: Options) => {
  const log = options.log.child({ module: 'discord' })
  const byName = new Map(commands.map((command) => [command.definition.name, command]))
  const byPrefix = new Map([...commands, ...options.components].map((owner) => [owner.prefix, owner]))

  const find = (interaction: APIInteraction): Found | null => {
    switch (interaction.type) {
      case InteractionType.ApplicationCommand: {
        const { name } = interaction.data
        const { path, given } = givenOf(interaction.data)
        const run = byName.get(name)?.run
        const handle = own(run, path)
        return handle ? bound(name, handle, given) : null
      }
      case InteractionType.MessageComponent: {
        const [prefix = '', action = '', ...args] = interaction.data.custom_id.split(':')
        const press = own(byPrefix.get(prefix)?.press, action)
        const pressed = pressedOf(interaction, args)
        return press ? bound(prefix, press, pressed) : null
      }
      case InteractionType.ModalSubmit: {
        const [prefix = '', action = '', ...args] = interaction.data.custom_id.split(':')
        const submit = own(byPrefix.get(prefix)?.submit, action)
        const submitted = submittedOf(interaction, args)
        return submit ? bound(prefix, submit, submitted) : null
      }
      case InteractionType.ApplicationCommandAutocomplete:
      case InteractionType.Ping:
        return null
    }
  }

  const answer = async (interaction: APIInteraction, caller: Caller, { name, defers, run }: Found) => {
    const hasMessage = 'message' in interaction && interaction.message !== undefined
    using respond = createResponder({
      rest,
      interaction: caller.interaction,
      hasMessage,
      defers,
      clock,
      signal,
    })
    try {
      await run(caller, respond)
    } catch (error) {
      log.error({ interaction: interaction.id, command: name, err: error }, 'A command failed.')
      // Deferred or not, whoever waits is told.
      const card = { text: sayRefusal({ code: 'internal' }) }
      await respond.privately(card).catch(() => respond.change(card).catch(() => {}))
    }
  }

  /** What fails is an empty list: nobody waits for it. */
  const complete = async (interaction: APIInteraction, caller: Caller) => {
    if (interaction.type !== InteractionType.ApplicationCommandAutocomplete) return
    const { name } = interaction.data
    const completion = completionOf(interaction.data)
    const choices = await byName
      .get(name)
      ?.complete?.(caller, completion)
      .catch((error: unknown) => log.warn({ command: name, err: error }, 'A completion failed.'))
    const data = { choices: (choices ?? []).slice(0, MOST_CHOICES) }
    const type = InteractionResponseType.ApplicationCommandAutocompleteResult
    await rest
      .respond(caller.interaction, { type, data }, signal)
      .catch((error: unknown) => log.debug({ command: name, err: error }, 'A completion came too late.'))
  }

  return (interaction: APIInteraction, self: Identity): Promise<void> | null => {
    const caller = callerOf(interaction, self)
    if (!caller) return null
    if (clock.now() - caller.at > ANSWERABLE_MS) {
      log.debug({ interaction: interaction.id }, 'An interaction came too late to be answered.')
      return null
    }
    if (interaction.type === InteractionType.ApplicationCommandAutocomplete)
      return complete(interaction, caller)
    const found = find(interaction)
    return found && answer(interaction, caller, found)
  }
}

const bound = <About>(name: string, handle: Handle<About>, about: About): Found => ({
  name,
  defers: handle.defers !== false,
  run: (caller, respond) => handle(caller, respond, about),
})

/** As many as Discord shows. */
const MOST_CHOICES = 25

/** What a component's id says isn't the name of anything else. */
const own = <Handler>(handlers: Readonly<Record<string, Handler>> | undefined, action: string) =>
  handlers && Object.hasOwn(handlers, action) ? handlers[action] : undefined
