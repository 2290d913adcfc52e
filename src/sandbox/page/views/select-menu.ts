import { html, nothing } from 'lit'
import { ComponentType as Type, type APISelectMenuComponent } from 'discord-api-types/v10'
import { placeOf } from '../state/places.ts'
import { type Entry, entriesOf } from './select-entries.ts'
import { icons } from './icons.ts'
import { walk } from './menu-keys.ts'
import type { Standing } from './standing.ts'

/** A menu of the bot's: one choice is sent as it's made, several when the list is closed. */
export const selectMenu = (standing: Standing, menu: APISelectMenuComponent) => {
  const { state, actions, message, members } = standing
  const id = `menu-${message.id}-${menu.id ?? menu.custom_id}`
  const entries = entriesOf(menu, placeOf(state.world, state.channel), members)
  const most = menu.max_values ?? 1
  const waiting = state.pressed.get(message.id)
  const busy = waiting === menu.custom_id
  const preset = entries.filter(({ chosen }) => chosen).map(({ name }) => name)
  const label = menu.placeholder ?? placeholders[menu.type]
  const send = (values: string[]) => void actions.press(message.id, menu.custom_id, values)

  return html`<div class="select">
    <button
      class="select-button"
      popovertarget=${id}
      aria-haspopup="listbox"
      aria-busy=${busy}
      ?disabled=${menu.disabled || waiting !== undefined}
    >
      <span>${preset.join(', ') || label}</span>
      ${busy ? html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>` : icons.down()}
    </button>
    <div
      class="floating select-list"
      id=${id}
      popover
      role="listbox"
      aria-label=${label}
      aria-multiselectable=${most > 1}
      @keydown=${walk}
      @toggle=${(event: ToggleEvent) => toggled(event, menu, send)}
    >
      ${entries.map((entry) => option(entry, most, send))}
      ${entries.length === 0 ? html`<p class="completion-note">There is nothing to choose.</p>` : nothing}
    </div>
  </div>`
}

const placeholders = {
  [Type.StringSelect]: 'Make a selection',
  [Type.UserSelect]: 'Choose people',
  [Type.RoleSelect]: 'Choose roles',
  [Type.MentionableSelect]: 'Choose people or roles',
  [Type.ChannelSelect]: 'Choose channels',
} satisfies Record<APISelectMenuComponent['type'], string>

const option = (entry: Entry, most: number, send: (values: string[]) => void) => {
  const choose = (element: HTMLElement) => {
    const list = element.closest<HTMLElement>('[popover]')!
    if (most === 1) {
      list.hidePopover()
      return send([entry.value])
    }
    const chosen = element.ariaSelected === 'true'
    if (chosen || selectedIn(list).length < most) element.ariaSelected = String(!chosen)
  }
  return html`<div
    role="option"
    tabindex="-1"
    aria-selected=${entry.chosen}
    data-value=${entry.value}
    @click=${({ currentTarget }: Event) => currentTarget instanceof HTMLElement && choose(currentTarget)}
    @keydown=${(event: KeyboardEvent) => {
      if ((event.key !== 'Enter' && event.key !== ' ') || !(event.currentTarget instanceof HTMLElement))
        return
      event.preventDefault()
      choose(event.currentTarget)
    }}
  >
    <span><b>${entry.name}</b>${entry.about ? html`<small>${entry.about}</small>` : nothing}</span>
    <span class="tick" aria-hidden="true">✓</span>
  </div>`
}

/** Opened, the list takes the focus; closed, what was chosen of several is sent, if it is enough and new. */
const toggled = (event: ToggleEvent, menu: APISelectMenuComponent, send: (values: string[]) => void) => {
  const list = event.currentTarget
  if (!(list instanceof HTMLElement)) return
  const values = selectedIn(list)
  if (event.newState === 'open') {
    list.dataset['before'] = values.join(' ')
    const first =
      list.querySelector<HTMLElement>('[aria-selected=true]') ??
      list.querySelector<HTMLElement>('[role=option]')
    return first?.focus()
  }
  const many = (menu.max_values ?? 1) > 1
  const enough = values.length >= (menu.min_values ?? 1)
  if (many && enough && values.join(' ') !== list.dataset['before']) send(values)
}

const selectedIn = (list: HTMLElement) =>
  [...list.querySelectorAll<HTMLElement>('[aria-selected=true]')].map((one) => one.dataset['value'] ?? '')
