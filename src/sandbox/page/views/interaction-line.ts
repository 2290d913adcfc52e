import { MessageType } from 'discord-api-types/v10'
import { html } from 'lit'
import { personOf } from '../state/places.ts'
import type { State } from '../state/store.ts'
import { nameOf, type Message } from '../state/world.ts'
import { avatarOf, colourOf } from './avatar.ts'

/** The line above the answer to a command: who used which. */
export const interactionLine = (state: State, { interaction, type }: Message) => {
  if (!interaction) return ''
  const user = personOf(state.world, interaction.user.id) ?? interaction.user
  const index = state.world?.people.findIndex(({ id }) => id === user.id) ?? 0
  return html`<p slot="reply" class="used">
    <img src=${avatarOf(user, index)} alt="" width="16" height="16" />
    <span><b style="color: ${colourOf(user, index)}">${nameOf(user)}</b> used </span>
    <b class="used-command">${type === MessageType.ChatInputCommand ? '/' : ''}${interaction.name}</b>
  </p>`
}
