import { html, nothing, type TemplateResult } from 'lit'
import { ComponentType as Type, type APIMessageComponent } from 'discord-api-types/v10'
import { content } from '../markdown/content.ts'
import { buttonView } from './button.ts'
import { selectMenu } from './select-menu.ts'
import type { Standing } from './standing.ts'

/** A message's buttons and menus, and what came of them where it's nothing good. */
export const components = (standing: Standing) => {
  const { state, message } = standing
  const failure = state.failures.get(message.id)
  const all = message.components ?? []
  if (all.length === 0 && !failure) return nothing
  return html`<div slot="components" class="components">
    ${all.map((one) => component(standing, one))}
    ${failure ? html`<p class="problem" role="alert">${failure}</p>` : nothing}
  </div>`
}

const component = (standing: Standing, one: APIMessageComponent): TemplateResult | typeof nothing => {
  const inside = (components: APIMessageComponent[]) => components.map((each) => component(standing, each))
  switch (one.type) {
    case Type.ActionRow:
      return html`<div class="component-row">${inside(one.components)}</div>`
    case Type.Button:
      return buttonView(standing, one)
    case Type.StringSelect:
    case Type.UserSelect:
    case Type.RoleSelect:
    case Type.MentionableSelect:
    case Type.ChannelSelect:
      return selectMenu(standing, one)
    case Type.TextDisplay:
      return html`<div class="markdown component-text" ${content(one.content, standing.names)}></div>`
    case Type.Container:
      return html`<div class="component-container">${inside(one.components)}</div>`
    case Type.Section:
      return html`<div class="component-section">
        <div>${inside(one.components)}</div>
        ${component(standing, one.accessory)}
      </div>`
    case Type.Separator:
      return html`<hr class="component-line" />`
    case Type.Thumbnail:
    case Type.MediaGallery:
    case Type.File:
      return nothing
  }
}
