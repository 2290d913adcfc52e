import { html, nothing } from 'lit'
import { ButtonStyle, type APIButtonComponent } from 'discord-api-types/v10'
import type { Standing } from './standing.ts'

const looks: Record<ButtonStyle, string> = {
  [ButtonStyle.Primary]: 'primary',
  [ButtonStyle.Secondary]: 'secondary',
  [ButtonStyle.Success]: 'success',
  [ButtonStyle.Danger]: 'danger',
  [ButtonStyle.Link]: 'secondary',
  [ButtonStyle.Premium]: 'primary',
}

/** A button of the bot's, pressed at most once until it has answered. */
export const buttonView = (standing: Standing, button: APIButtonComponent) => {
  const face = html`${'emoji' in button && button.emoji?.name ? html`<span aria-hidden="true">${button.emoji.name}</span>` : nothing}${
    'label' in button && button.label ? html`<span>${button.label}</span>` : nothing
  }`
  if ('url' in button) return link(button.url, button.disabled ?? false, face)
  if (!('custom_id' in button)) return nothing
  const { state, actions, message } = standing
  const waiting = state.pressed.get(message.id)
  const busy = waiting === button.custom_id
  const emoji = button.label ? undefined : button.emoji?.name
  return html`<button
    class="component-button"
    data-look=${looks[button.style]}
    aria-label=${emoji ?? nothing}
    aria-busy=${busy}
    aria-disabled=${waiting === undefined ? nothing : 'true'}
    ?disabled=${button.disabled}
    @click=${() => waiting === undefined && void actions.press(message.id, button.custom_id)}
  >
    ${face}${busy ? html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>` : nothing}
  </button>`
}

const link = (url: string, disabled: boolean, face: unknown) =>
  disabled || !/^(https?|discord):/.test(url)
    ? html`<button class="component-button" data-look="secondary" disabled>${face}</button>`
    : html`<a
        class="component-button"
        data-look="secondary"
        href=${url}
        target="_blank"
        rel="noopener noreferrer"
        >${face}<span aria-hidden="true">↗</span></a
      >`
