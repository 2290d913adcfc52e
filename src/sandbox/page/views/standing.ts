import type { Names } from '../markdown/mentions.ts'
import type { Actions } from '../state/actions.ts'
import type { State } from '../state/store.ts'
import type { Message, Person } from '../state/world.ts'

/** What a component needs to know of where it stands. */
export type Standing = {
  state: State
  actions: Actions
  message: Message
  members: Person[]
  names: Names
}
