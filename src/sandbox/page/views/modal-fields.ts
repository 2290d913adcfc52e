import { html, nothing, type TemplateResult } from 'lit'
import {
  ComponentType as Type,
  TextInputStyle,
  type APIComponentInLabel,
  type APIModalInteractionResponseCallbackComponent,
  type APITextInputComponent,
} from 'discord-api-types/v10'
import { content } from '../markdown/content.ts'
import type { Names } from '../markdown/mentions.ts'
import { placeOf } from '../state/places.ts'
import type { State } from '../state/store.ts'
import type { Person } from '../state/world.ts'
import { entriesOf } from './select-entries.ts'

type Around = { state: State; members: Person[]; names: Names }

/** A row or a label of the form with its field. */
export const formRow = (component: APIModalInteractionResponseCallbackComponent, around: Around): unknown => {
  switch (component.type) {
    case Type.ActionRow:
      return component.components.map((input) => labelled(input.label ?? '', undefined, input, around))
    case Type.Label:
      return labelled(component.label, component.description, component.component, around)
    case Type.TextDisplay:
      return html`<div class="markdown component-text" ${content(component.content, around.names)}></div>`
  }
}

const labelled = (
  label: string,
  description: string | undefined,
  component: APIComponentInLabel,
  around: Around,
) => {
  const required = 'required' in component ? (component.required ?? true) : true
  return html`<label class="modal-field">
    <span class="modal-label"
      >${label}${required ? html`<span class="required" aria-hidden="true">*</span>` : nothing}</span
    >
    ${description ? html`<small>${description}</small>` : nothing} ${control(component, required, around)}
  </label>`
}

const control = (
  component: APIComponentInLabel,
  required: boolean,
  { state, members }: Around,
): TemplateResult | typeof nothing => {
  switch (component.type) {
    case Type.TextInput:
      return textInput(component, required)
    case Type.StringSelect:
    case Type.UserSelect:
    case Type.RoleSelect:
    case Type.MentionableSelect:
    case Type.ChannelSelect: {
      const entries = entriesOf(component, placeOf(state.world, state.channel), members)
      const many = (component.max_values ?? 1) > 1
      return html`<select name=${component.custom_id} ?required=${required} ?multiple=${many}>
        ${many ? nothing : html`<option value="">${component.placeholder ?? 'Make a selection'}</option>`}
        ${entries.map(({ name, value, chosen }) => html`<option value=${value} ?selected=${chosen}>${name}</option>`)}
      </select>`
    }
    case Type.FileUpload:
    case Type.RadioGroup:
    case Type.CheckboxGroup:
    case Type.Checkbox:
      return html`<p class="completion-note">This field can't be filled in here.</p>`
  }
}

const textInput = (input: APITextInputComponent, required: boolean) =>
  input.style === TextInputStyle.Paragraph
    ? html`<textarea
        name=${input.custom_id}
        rows="4"
        placeholder=${input.placeholder ?? nothing}
        minlength=${input.min_length ?? nothing}
        maxlength=${input.max_length ?? 4000}
        ?required=${required}
        .defaultValue=${input.value ?? ''}
      ></textarea>`
    : html`<input
        name=${input.custom_id}
        autocomplete="off"
        placeholder=${input.placeholder ?? nothing}
        minlength=${input.min_length ?? nothing}
        maxlength=${input.max_length ?? 4000}
        ?required=${required}
        .defaultValue=${input.value ?? ''}
      />`
