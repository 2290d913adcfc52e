import { html, nothing } from 'lit'
import type { Actions } from '../state/actions.ts'
import { icons } from './icons.ts'
import { focusComposer } from './message-keys.ts'

/** The button that attaches files, and what will go with the message. */
export const uploads = (files: readonly File[], actions: Actions) => html`
  <label class="icon-button attach" title="Attach files">
    <input
      type="file"
      multiple
      class="hidden"
      aria-label="Attach files"
      @change=${({ currentTarget }: Event) => {
        if (!(currentTarget instanceof HTMLInputElement)) return
        actions.attach([...(currentTarget.files ?? [])])
        currentTarget.value = ''
        focusComposer()
      }}
    />${icons.plus()}
  </label>
  ${
    files.length === 0
      ? nothing
      : html`<ul class="uploads" aria-label="Attached files">
          ${files.map(
            (file) =>
              html`<li>
                ${icons.file()} <span>${file.name}</span>
                <button
                  type="button"
                  class="icon-button"
                  aria-label=${`Remove ${file.name}`}
                  @click=${() => {
                    actions.detach(file)
                    focusComposer()
                  }}
                >
                  ${icons.close()}
                </button>
              </li>`,
          )}
        </ul>`
  }
`

/** What is pasted or dropped on the composer, where it is files. */
export const takeFiles = (event: Event, data: DataTransfer | null, actions: Actions) => {
  const files = [...(data?.files ?? [])]
  if (files.length === 0) return
  event.preventDefault()
  actions.attach(files)
}
