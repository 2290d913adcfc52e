import { html, nothing } from 'lit'
import { ButtonStyle, ComponentType, type APIButtonComponent } from 'discord-api-types/v10'
import type { Message } from '../state/world.ts'

const kinds: Partial<Record<ButtonStyle, string>> = {
  [ButtonStyle.Primary]: 'primary',
  [ButtonStyle.Success]: 'success',
  [ButtonStyle.Danger]: 'destructive',
}

/** Buttons can be seen, not pressed; other components are left out. */
export const components = (message: Message) =>
  (message.components ?? []).map((row) => {
    if (row.type !== ComponentType.ActionRow) return nothing
    const buttons = row.components.filter((component) => component.type === ComponentType.Button)
    return html`<discord-action-row slot="components">${buttons.map(button)}</discord-action-row>`
  })

const button = (component: APIButtonComponent) =>
  html`<discord-button type=${kinds[component.style] ?? 'secondary'} disabled
    >${'label' in component ? component.label : ''}</discord-button
  >`
