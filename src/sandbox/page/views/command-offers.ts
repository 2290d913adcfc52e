import { html } from 'lit'
import type { SlashCommand } from '../state/commands.ts'
import type { Offer } from './completion-list.ts'

export const commandOffers = (commands: SlashCommand[], choose: (command: SlashCommand) => void): Offer[] =>
  commands.map((command) => ({
    choose: () => choose(command),
    face: html`<span class="offered-command"
      ><b>/${command.name}</b> ${required(command)} <span>${command.description}</span></span
    >`,
  }))

const required = ({ options }: SlashCommand) =>
  options.filter((option) => option.required).map(({ name }) => html`<code>${name}</code> `)
