import { html } from 'lit'
import { nameOf, type Person, type World } from '../state/world.ts'
import { avatarOf } from './avatar.ts'
import type { Offer } from './completion-list.ts'

/** The people who may be meant, with their faces. */
export const mentionOffers = (world: World, people: Person[], choose: (person: Person) => void): Offer[] =>
  people.map((person) => ({
    choose: () => choose(person),
    face: html`<img
        class="avatar tiny"
        src=${avatarOf(
          person,
          world.people.findIndex(({ id }) => id === person.id),
        )}
        alt=""
      />
      <b>${nameOf(person)}</b><small>${person.username}</small>`,
  }))
