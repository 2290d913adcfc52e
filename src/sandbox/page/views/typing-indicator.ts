import { html, nothing } from 'lit'
import { personOf } from '../state/places.ts'
import type { State } from '../state/store.ts'
import { nameOf } from '../state/world.ts'

export const typingIndicator = (state: State) => {
  const names = (state.typing.get(state.channel) ?? [])
    .filter((id) => id !== state.me)
    .map((id) => personOf(state.world, id))
    .filter((person) => person !== undefined)
    .map(nameOf)
  return html`<div class="typing" role="status">
    ${
      names.length > 0
        ? html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>
            <span>${names.map((name, index) => html`${separator(index, names.length)}<b>${name}</b>`)}</span>
            <span>${names.length === 1 ? 'is typing…' : 'are typing…'}</span>`
        : nothing
    }
  </div>`
}

const separator = (index: number, count: number) => {
  if (index === 0) return ''
  return index === count - 1 ? ' and ' : ', '
}
