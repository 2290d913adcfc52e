import { ApplicationCommandOptionType as Type } from 'discord-api-types/v10'
import { html, nothing } from 'lit'
import { ref } from 'lit/directives/ref.js'
import type { CommandOption } from '../state/commands.ts'
import type { listAttributes } from './completion-list.ts'
import { focusOnce } from './focus.ts'
import { icons } from './icons.ts'
import type { OptionInput } from './option-values.ts'

export type Field = {
  option: CommandOption
  /** What it begins with. */
  text: string
  mistake: string | undefined
  /** Whether it has a list to choose from, and what of it is open. */
  list: ReturnType<typeof listAttributes> | null
  takesFocus: boolean
  onFocus: (input: OptionInput) => void
  onInput: (input: OptionInput) => void
  onLeave: () => void
  remove: () => void
}

/** One option of a command: its name, a field of its kind, and below it what it is or what is wrong with it. */
export const optionField = (field: Field) => {
  const { option, mistake } = field
  return html`<div class="option" data-kind=${kindOf(field)} ?data-mistaken=${mistake !== undefined}>
    <label> <span class="option-name">${option.name}</span>${input(field)} </label>
    ${
      option.required
        ? nothing
        : html`<button
            type="button"
            class="option-remove"
            aria-label=${`Remove ${option.name}`}
            @click=${field.remove}
          >
            ${icons.close()}
          </button>`
    }
    <p id=${`about-${option.name}`}>${mistake ?? option.description}</p>
  </div>`
}

const input = (field: Field) => {
  const { option, text, list } = field
  const focus = field.takesFocus ? ref(focusOnce) : nothing
  const about = `about-${option.name}`
  const wrong = field.mistake !== undefined
  const limit = option.max_length ?? nothing
  const onFocus = ({ currentTarget }: Event) => isInput(currentTarget) && field.onFocus(currentTarget)
  const onInput = ({ currentTarget }: Event) => isInput(currentTarget) && field.onInput(currentTarget)
  switch (kindOf(field)) {
    case 'file':
      return html`<input
        type="file"
        name=${option.name}
        aria-describedby=${about}
        aria-invalid=${wrong}
        ?required=${option.required}
        ${focus}
      />`
    case 'list':
      return html`<input
        type="text"
        role="combobox"
        name=${option.name}
        autocomplete="off"
        aria-autocomplete="list"
        aria-expanded=${list?.controls === 'completion'}
        aria-controls=${list?.controls ?? nothing}
        aria-activedescendant=${list?.active ?? nothing}
        aria-describedby=${about}
        aria-invalid=${wrong}
        aria-required=${option.required ?? false}
        .defaultValue=${text}
        @focus=${onFocus}
        @click=${onFocus}
        @input=${onInput}
        @blur=${field.onLeave}
        ${focus}
      />`
    case 'number':
      return html`<input
        type="text"
        inputmode=${option.type === Type.Integer ? 'numeric' : 'decimal'}
        name=${option.name}
        autocomplete="off"
        aria-describedby=${about}
        aria-invalid=${wrong}
        aria-required=${option.required ?? false}
        .defaultValue=${text}
        ${focus}
      />`
    case 'text':
      return html`<textarea
        rows="1"
        name=${option.name}
        maxlength=${limit}
        enterkeyhint="send"
        aria-describedby=${about}
        aria-invalid=${wrong}
        aria-required=${option.required ?? false}
        .defaultValue=${text}
        ${focus}
      ></textarea>`
  }
}

const kindOf = ({ option, list }: Field) => {
  if (option.type === Type.Attachment) return 'file'
  if (list) return 'list'
  return option.type === Type.String ? 'text' : 'number'
}

const isInput = (target: unknown) =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement
