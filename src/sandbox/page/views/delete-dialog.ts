import { html } from 'lit'
import { ref } from 'lit/directives/ref.js'
import type { Actions } from '../state/actions.ts'
import type { State } from '../state/store.ts'
import { showDialog } from './show-dialog.ts'

export const deleteDialog = (state: State, actions: Actions) => {
  const id = state.deleting
  if (!id) return html``
  return html`<dialog
    class="dialog"
    aria-labelledby="delete-title"
    ${ref(showDialog)}
    @close=${() => actions.startDelete(null)}
  >
    <h2 id="delete-title">Delete message</h2>
    <p>Are you sure you want to delete this message?</p>
    <div class="dialog-buttons">
      <button class="button quiet" @click=${() => actions.startDelete(null)}>Cancel</button>
      <button class="button danger" @click=${() => void actions.remove(id)}>Delete</button>
    </div>
  </dialog>`
}
