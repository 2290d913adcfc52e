import { html, nothing } from 'lit'
import { icons } from './icons.ts'
import { walk } from './menu-keys.ts'

/** The bot's commands on a message or a person, behind a button. */
export const appsMenu = (id: string, about: string, names: string[], run: (name: string) => void) =>
  names.length === 0
    ? nothing
    : html`<button popovertarget=${id} aria-haspopup="menu" aria-label=${`Apps${about}`} title="Apps">
          ${icons.apps()}
        </button>
        <div class="floating apps" id=${id} popover role="menu" aria-label="Apps" @keydown=${walk}>
          ${names.map(
            (name, index) =>
              html`<button
                role="menuitem"
                ?autofocus=${index === 0}
                popovertarget=${id}
                popovertargetaction="hide"
                @click=${() => run(name)}
              >
                ${name}
              </button>`,
          )}
        </div>`
