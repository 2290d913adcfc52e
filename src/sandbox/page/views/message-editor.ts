import { html } from 'lit'
import { ref } from 'lit/directives/ref.js'
import type { Actions } from '../state/actions.ts'
import type { Message, Person } from '../state/world.ts'
import { focusComposer } from './message-keys.ts'
import { toTyped } from './typed-mentions.ts'

/** The message's own text in a box: Enter saves, Escape leaves it as it was, an empty text deletes. */
export const messageEditor = (actions: Actions, message: Message, members: Person[]) => {
  let box: HTMLTextAreaElement | undefined

  const leave = () => {
    actions.startEdit(null)
    focusComposer()
  }
  const save = () => {
    const content = box?.value.trim() ?? ''
    focusComposer()
    if (content === '') return actions.startDelete(message.id)
    if (content === toTyped(message.content, members)) return actions.startEdit(null)
    void actions.edit(message.id, content)
  }
  const press = (event: KeyboardEvent) => {
    event.stopPropagation()
    if (event.isComposing) return
    if (event.key === 'Escape') leave()
    if (event.key !== 'Enter' || event.shiftKey) return
    event.preventDefault()
    save()
  }
  return html`<div class="editor">
    <textarea
      aria-label="Edit message"
      maxlength="2000"
      rows="1"
      .defaultValue=${toTyped(message.content, members)}
      ${ref((element) => {
        if (!(element instanceof HTMLTextAreaElement)) return
        box = element
        if (!focused.has(element)) focusAtEnd(element)
      })}
      @keydown=${press}
    ></textarea>
    <p>
      escape to <button class="link" @click=${leave}>cancel</button> • enter to
      <button class="link" @click=${save}>save</button>
    </p>
  </div>`
}

const focused = new WeakSet<Element>()

const focusAtEnd = (element: HTMLTextAreaElement) => {
  focused.add(element)
  requestAnimationFrame(() => {
    element.focus()
    element.setSelectionRange(element.value.length, element.value.length)
  })
}
