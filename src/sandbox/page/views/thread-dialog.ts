import { html, nothing } from 'lit'
import { ref } from 'lit/directives/ref.js'
import type { Actions } from '../state/actions.ts'
import type { State } from '../state/store.ts'
import { textIn } from './form-text.ts'
import { plainLine } from './plain-line.ts'
import { namesIn } from './message.ts'
import { showDialog } from './show-dialog.ts'

const LONGEST = 100

/** Asks for the name of a thread below a message; it begins as what the message says. */
export const threadDialog = (state: State, actions: Actions) => {
  const id = state.threading
  if (id === null) return nothing
  const about = state.histories.get(state.channel)?.find((message) => message.id === id)
  const name = plainLine(about?.content ?? '', namesIn(state)).slice(0, LONGEST)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (!(event.currentTarget instanceof HTMLFormElement)) return
    void actions.createThread(id, textIn(event.currentTarget, 'name'))
  }
  return html`<dialog
    class="dialog"
    aria-labelledby="thread-title"
    ${ref(showDialog)}
    @close=${() => actions.startThread(null)}
  >
    <form @submit=${submit}>
      <h2 id="thread-title">Create a thread</h2>
      <label class="modal-field">
        <span class="modal-label">Thread name</span>
        <input name="name" required maxlength=${LONGEST} autocomplete="off" .defaultValue=${name} />
      </label>
      ${state.problem ? html`<p class="problem" role="alert">${state.problem}</p>` : nothing}
      <div class="dialog-buttons">
        <button type="button" class="button quiet" @click=${() => actions.startThread(null)}>Cancel</button>
        <button class="button primary">Create thread</button>
      </div>
    </form>
  </dialog>`
}
