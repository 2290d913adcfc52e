import type { Actions } from '../state/actions.ts'
import type { State } from '../state/store.ts'
import { completionKey } from './completion-keys.ts'
import type { Offer } from './completion-list.ts'

type Composer = {
  state: State
  actions: Actions
  draft: string
  offers: Offer[]
  send: () => Promise<void>
}

/** Enter sends, Shift+Enter breaks the line, Up edits one's last message, Escape takes back; arrows choose from a list. */
export const composerKeys = (composer: Composer) => (event: KeyboardEvent) => {
  if (event.isComposing) return
  const press = composer.state.completing && composer.offers.length > 0 ? listKey : plainKey
  const act = press(event, composer)
  if (!act) return
  event.preventDefault()
  act()
}

const listKey = (event: KeyboardEvent, { state, actions, offers }: Composer) => {
  const completing = state.completing!
  return completionKey(event, {
    active: completing.active,
    offers,
    go: (active) => actions.complete({ ...completing, active }),
    leave: () => actions.complete(null),
  })
}

const plainKey = (event: KeyboardEvent, { state, actions, draft, send }: Composer) => {
  switch (event.key) {
    case 'Enter':
      return event.shiftKey ? undefined : () => void send()
    case 'Escape':
      return state.replyingTo ? () => actions.reply(null) : undefined
    case 'ArrowUp': {
      const own = draft === '' ? lastOwn(state) : undefined
      return own && (() => actions.startEdit(own))
    }
    default:
      return undefined
  }
}

const lastOwn = (state: State) =>
  state.histories.get(state.channel)?.findLast((message) => message.author.id === state.me)?.id
