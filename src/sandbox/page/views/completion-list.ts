import { html, nothing } from 'lit'
import { ref } from 'lit/directives/ref.js'

/** Something that can be chosen, and what it looks like. */
export type Offer = { face: unknown; choose: () => void }

const optionId = (index: number) => `completion-${index}`

/** What whoever types can choose from, above the composer; `note` stands there when it's nothing. */
export const completionList = (title: string, offers: Offer[], active: number, note: string | null) => html`
  <div class="completion">
    <p class="category" id="completion-title">${title}</p>
    <ul role="listbox" id="completion" aria-labelledby="completion-title">
      ${offers.map(
        ({ face, choose }, index) => html`
          <li
            role="option"
            id=${optionId(index)}
            aria-selected=${index === active}
            ${index === active ? ref(intoView) : nothing}
            @mousedown=${keepFocus}
            @click=${choose}
          >
            ${face}
          </li>
        `,
      )}
    </ul>
    ${offers.length === 0 && note ? html`<p class="completion-note" role="status">${note}</p>` : nothing}
  </div>
`

/** What the field must say of the list for a screen reader to follow. */
export const listAttributes = (offers: Offer[], active: number) => ({
  controls: offers.length > 0 ? 'completion' : nothing,
  active: offers.length > 0 && active >= 0 ? optionId(active) : nothing,
})

/** Without the focus in the composer the list would be gone before the click. */
const keepFocus = (event: MouseEvent) => event.preventDefault()

const intoView = (element: Element | undefined) =>
  queueMicrotask(() => element?.scrollIntoView({ block: 'nearest' }))
