import { html, nothing } from 'lit'
import { ref } from 'lit/directives/ref.js'
import type { Names } from '../markdown/mentions.ts'
import type { Actions } from '../state/actions.ts'
import type { State } from '../state/store.ts'
import { showDialog } from './show-dialog.ts'
import { nameOf, type Person } from '../state/world.ts'
import { focusComposer } from './message-keys.ts'
import { formRow } from './modal-fields.ts'

/** The form that the bot opened. Escape and Cancel leave it; it closes once the bot has taken it. */
export const modalDialog = (state: State, actions: Actions, members: Person[], names: Names) => {
  const { modal } = state
  if (!modal) return nothing
  const bot = nameOf(state.world!.bot)
  return html`<dialog
    class="dialog modal"
    aria-labelledby="modal-title"
    aria-describedby="modal-note"
    ${ref(showDialog)}
    @close=${() => {
      actions.closeModal()
      if (document.activeElement === document.body) focusComposer()
    }}
  >
    <form @submit=${(event: SubmitEvent) => void submit(event, actions)} aria-busy=${modal.busy}>
      <h2 id="modal-title">${modal.form.title}</h2>
      <div class="modal-fields">
        ${modal.form.components.map((component) => formRow(component, { state, members, names }))}
      </div>
      <p class="modal-note" id="modal-note">This form goes to <b>${bot}</b>.</p>
      ${modal.problem ? html`<p class="problem" role="alert">${modal.problem}</p>` : nothing}
      <div class="dialog-buttons">
        <button type="button" class="button quiet" @click=${close}>Cancel</button>
        <button class="button primary" aria-disabled=${modal.busy}>
          ${modal.busy ? html`<span class="spinner"></span><span class="hidden">Sending</span>` : 'Submit'}
        </button>
      </div>
    </form>
  </dialog>`
}

const submit = async (event: SubmitEvent, actions: Actions) => {
  event.preventDefault()
  const element = event.currentTarget
  if (!(element instanceof HTMLFormElement)) return
  const data = new FormData(element)
  const names = [...new Set(data.keys())]
  const fields = names.map((name): [string, string | string[]] => {
    const values = data.getAll(name).map(String)
    return [name, isMenu(element, name) ? values.filter(Boolean) : values.join('')]
  })
  if (await actions.submitModal(Object.fromEntries(fields))) element.closest('dialog')?.close()
}

const isMenu = (form: HTMLFormElement, name: string) =>
  form.elements.namedItem(name) instanceof HTMLSelectElement

const close = ({ target }: Event) => target instanceof Element && target.closest('dialog')?.close()
