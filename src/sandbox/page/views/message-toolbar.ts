import { html, nothing } from 'lit'
import type { Actions } from '../state/actions.ts'
import { menuCommands } from '../state/commands.ts'
import { placeOf, threadBelow } from '../state/places.ts'
import type { State } from '../state/store.ts'
import { isThread, type Message } from '../state/world.ts'
import { appsMenu } from './apps-menu.ts'
import { icons } from './icons.ts'
import { focusComposer } from './message-keys.ts'

export const messageToolbar = (state: State, actions: Actions, message: Message) => {
  const own = message.author.id === state.me
  const reply = () => {
    actions.reply(message.id)
    focusComposer()
  }
  return html`<div class="toolbar" role="toolbar" aria-label="Message actions">
    ${
      message.ephemeral_to === undefined
        ? html`<button aria-label="Reply" title="Reply" @click=${reply}>${icons.reply()}</button>`
        : nothing
    }
    ${
      canThread(state, message)
        ? html`<button
            aria-label="Create a thread"
            title="Create a thread"
            @click=${() => actions.startThread(message.id)}
          >
            ${icons.thread()}
          </button>`
        : nothing
    }
    ${appsMenu(`apps-${message.id}`, '', menuCommands(state.commands, 'message'), (name) => void actions.runOnMessage(message.id, name))}
    ${
      own
        ? html`<button aria-label="Edit" title="Edit" @click=${() => actions.startEdit(message.id)}>
              ${icons.pencil()}</button
            ><button
              class="danger"
              aria-label="Delete"
              title="Delete"
              @click=${() => actions.startDelete(message.id)}
            >
              ${icons.bin()}
            </button>`
        : nothing
    }
  </div>`
}

const canThread = (state: State, message: Message) => {
  const place = placeOf(state.world, state.channel)
  return (
    message.ephemeral_to === undefined &&
    place.is === 'guild' &&
    !isThread(place.channel) &&
    !threadBelow(place, message.id)
  )
}
