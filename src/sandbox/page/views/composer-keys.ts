import type { Actions } from '../state/actions.ts'
import type { State } from '../state/store.ts'
import type { Person } from '../state/world.ts'

type Composer = {
  state: State
  actions: Actions
  draft: string
  matches: Person[]
  choose: (person: Person) => void
  send: () => Promise<void>
}

/** Enter sends, Shift+Enter breaks the line, Up edits one's last message, Escape takes back; arrows choose a mention. */
export const composerKeys = (composer: Composer) => (event: KeyboardEvent) => {
  if (event.isComposing) return
  const press = composer.state.completing && composer.matches.length > 0 ? completionKey : plainKey
  const act = press(event, composer)
  if (!act) return
  event.preventDefault()
  act()
}

const completionKey = (event: KeyboardEvent, { state, actions, matches, choose }: Composer) => {
  const { query, active } = state.completing!
  const go = (step: number) => () =>
    actions.complete({ query, active: (active + step + matches.length) % matches.length })
  switch (event.key) {
    case 'ArrowDown':
      return go(1)
    case 'ArrowUp':
      return go(-1)
    case 'Enter':
    case 'Tab':
      return () => choose(matches[active] ?? matches[0]!)
    case 'Escape':
      return () => actions.complete(null)
    default:
      return undefined
  }
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
