import { html } from 'lit'
import type { Actions } from '../state/actions.ts'
import { icons } from './icons.ts'
import { focusComposer } from './message-keys.ts'

/** Below what one person alone sees. */
export const ephemeralNote = (actions: Actions, id: string) => html`
  <p slot="components" class="ephemeral-note">
    ${icons.eye()} <span>Only you can see this</span> <span aria-hidden="true">•</span>
    <button
      class="link"
      @click=${() => {
        actions.dismiss(id)
        focusComposer()
      }}
    >
      Dismiss message
    </button>
  </p>
`
