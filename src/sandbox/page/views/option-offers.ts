import { html } from 'lit'
import type { Actions } from '../state/actions.ts'
import type { Choice, CommandOption } from '../state/commands.ts'
import type { Completing } from '../state/store.ts'
import type { Offer } from './completion-list.ts'
import { matchingChoices } from './option-choices.ts'
import { fieldOf, inputs, pick } from './option-values.ts'

export const hasList = (option: CommandOption, choices: (option: CommandOption) => Choice[] | null) =>
  option.autocomplete === true || choices(option) !== null

/** What the open list of an option offers: what the page knows, or what the bot answered. */
export const optionOffers = (
  completing: (Completing & { of: 'option' }) | null,
  actions: Actions,
  shown: CommandOption[],
  localChoices: (option: CommandOption) => Choice[] | null,
): { offers: Offer[]; note: string | null } => {
  const option = shown.find(({ name }) => name === completing?.option)
  if (!completing || !option) return { offers: [], note: null }
  const known = localChoices(option)
  const choices = known ? matchingChoices(completing.query, known) : completing.answer
  if (choices === 'awaited') return { offers: [], note: 'The bot is asked what there is…' }
  if (choices === 'failed') return { offers: [], note: 'The bot did not say what there is.' }
  const choose = (choice: Choice) => {
    const input = fieldOf(option.name)
    if (input) pick(input, choice)
    actions.complete(null)
    inputs()
      .find(({ value }) => value === '')
      ?.focus()
  }
  const offers = choices.map((choice) => ({
    face: html`<b>${choice.name}</b>`,
    choose: () => choose(choice),
  }))
  return { offers, note: known ? 'Nothing of that name.' : null }
}
