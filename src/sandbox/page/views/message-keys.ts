import type { Actions } from '../state/actions.ts'
import type { State } from '../state/store.ts'

const FLASH_MS = 1_600

/** Scrolls to a message of the open channel, shows it for a moment and leaves the keyboard there. */
export const focusMessage = (id: string) => {
  const element = document.getElementById(`message-${id}`)
  if (!element) return
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
  element.scrollIntoView({ block: 'center', behavior: calm ? 'auto' : 'smooth' })
  element.focus({ preventScroll: true })
  element.dataset['flash'] = ''
  setTimeout(() => delete element.dataset['flash'], FLASH_MS)
}

/** Discord's keys on a focused message: arrows to walk, R replies, E edits, Delete deletes, Escape goes back. */
export const navigateMessages = (event: KeyboardEvent, state: State, actions: Actions) => {
  const focused = event.target
  if (!(focused instanceof HTMLElement) || !focused.matches('.message')) return
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const id = focused.dataset['message']!
  const message = state.histories.get(state.channel)?.find((other) => other.id === id)
  const own = message?.author.id === state.me

  const walk = (step: number) => {
    const all = [...document.querySelectorAll<HTMLElement>('.message')]
    const next = all[all.indexOf(focused) + step]
    next?.focus()
    next?.scrollIntoView({ block: 'nearest' })
  }
  const keys: Record<string, () => void> = {
    ArrowUp: () => walk(-1),
    ArrowDown: () => walk(1),
    Escape: focusComposer,
    r: () => {
      if (message?.ephemeral_to !== undefined) return
      actions.reply(id)
      focusComposer()
    },
    e: () => own && actions.startEdit(id),
    Delete: () => own && actions.startDelete(id),
    Backspace: () => own && actions.startDelete(id),
  }
  const press = keys[event.key]
  if (!press) return
  event.preventDefault()
  press()
}

export const focusComposer = () =>
  document.querySelector<HTMLElement>('#composer, .command-fields :is(input, textarea)')?.focus()
