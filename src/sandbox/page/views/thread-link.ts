import { html, nothing } from 'lit'
import type { Actions } from '../state/actions.ts'
import { placeOf, threadBelow } from '../state/places.ts'
import type { State } from '../state/store.ts'
import type { Message } from '../state/world.ts'
import { icons } from './icons.ts'

/** The way into the thread below a message, seen from the channel that it hangs on. */
export const threadLink = (state: State, actions: Actions, { id, channel_id }: Message) => {
  const thread = channel_id === state.channel ? threadBelow(placeOf(state.world, channel_id), id) : undefined
  if (!thread) return nothing
  return html`<button
    slot="components"
    class="thread-link"
    aria-label=${`Open the thread ${thread.name}`}
    @click=${() => void actions.open(thread.id)}
  >
    ${icons.thread()} <b>${thread.name}</b> <span>See thread ›</span>
  </button>`
}
