import { InteractionType, MessageFlags, MessageReferenceType, MessageType } from 'discord-api-types/v10'
import type { Interaction, Message } from './things.ts'
import type { World } from './world.ts'

const TOKEN_LIFE = 15 * 60_000

export const isTokenAlive = (world: World, interaction: Interaction) =>
  world.clock.monotonic() - interaction.startedAt < TOKEN_LIFE

/** What a message that answers an interaction carries beside what its author wrote. */
export const interactionMessage = (
  world: World,
  interaction: Interaction,
  flags: number | null | undefined,
) => {
  // What follows the first answer is shown as a reply to it.
  const first = interaction.answer?.message
  const source = first ?? interaction.source
  const ephemeral = ((flags ?? 0) & MessageFlags.Ephemeral) !== 0
  const more: Partial<Message> = {
    type: first ? MessageType.Reply : messageType(interaction),
    webhook_id: world.application.id,
    application_id: world.application.id,
    ...metadata(world, interaction, first?.message.id),
    ...(source && {
      message_reference: {
        type: MessageReferenceType.Default,
        channel_id: source.channelId,
        message_id: source.message.id,
      },
    }),
  }
  return {
    more,
    // Whoever may use a command gets its answer, whatever the bot may do in the channel.
    trusted: true,
    ephemeralTo: ephemeral ? interaction.user.id : null,
    flags: ephemeral ? MessageFlags.Ephemeral : 0,
  }
}

const messageType = ({ command, source }: Interaction) => {
  if (command)
    return command.target === 'slash' ? MessageType.ChatInputCommand : MessageType.ContextMenuCommand
  return source ? MessageType.Reply : MessageType.Default
}

const metadata = (world: World, interaction: Interaction, first: string | undefined): Partial<Message> => {
  const { type, id, user, command } = interaction
  return {
    interaction_metadata: metadataOf(world, interaction, first),
    ...(command && first === undefined && { interaction: { id, type, name: command.name, user } }),
  }
}

const metadataOf = (world: World, interaction: Interaction, first?: string): object => {
  const { id, user, source, type, opener } = interaction
  const channel = world.channels.get(interaction.channelId)
  const owner = channel && channel.kind !== 'dm' ? channel.guildId : '0'
  return {
    id,
    type,
    user,
    authorizing_integration_owners: { 0: owner },
    ...(first !== undefined && { original_response_message_id: first }),
    ...(type === InteractionType.MessageComponent && { interacted_message_id: source?.message.id }),
    ...(opener && { triggering_interaction_metadata: metadataOf(world, opener) }),
  }
}
