import type { CSSResult, LitElement } from 'lit'

/**
 * Puts today's colours of Discord over those that an element of the library brought along. They are the custom
 * properties of styles/theme.css, which reach into shadow roots: one switch turns everything dark or light.
 */
export const dress = (element: typeof LitElement, look: CSSResult) => {
  element.elementStyles.push(look)
}
