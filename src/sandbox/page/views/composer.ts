import { html, nothing } from 'lit'
import { live } from 'lit/directives/live.js'
import type { Actions } from '../state/actions.ts'
import { personOf, titleOf, type Place } from '../state/places.ts'
import type { State } from '../state/store.ts'
import { nameOf, type Person } from '../state/world.ts'
import { candidates, complete, queryBefore } from './completion.ts'
import { completionList, optionId } from './completion-list.ts'
import { composerKeys } from './composer-keys.ts'
import { icons } from './icons.ts'
import { focusComposer } from './message-keys.ts'

const LIMIT = 2_000
const WARN_FROM = 1_800

/** Where one writes. */
export const composer = (state: State, actions: Actions, place: Place, members: Person[]) => {
  const draft = state.drafts.get(state.channel) ?? ''
  const left = LIMIT - Array.from(draft.trim()).length
  const matches = state.completing ? candidates(state.completing.query, members) : []
  const title = titleOf(state.world!, place)
  const label = `Message ${place.is === 'guild' ? '#' : '@'}${title}`

  const send = async () => {
    const content = draft.trim()
    if (content === '' || left < 0) return
    actions.draft('')
    if (!(await actions.send(content))) actions.draft(draft)
  }
  const choose = (person: Person) => {
    const box = textarea()
    const done = complete(draft, box.selectionStart, state.completing?.query ?? '', person)
    // At once, not with the next render: whoever types fast is already behind the name.
    box.value = done.text
    box.setSelectionRange(done.caret, done.caret)
    actions.draft(done.text)
  }

  return html`<form class="composer" @submit=${submit(send)}>
    ${
      state.completing && matches.length > 0
        ? completionList(state.world!, matches, state.completing.active, choose)
        : nothing
    }
    ${state.replyingTo ? replyBar(state, actions, state.replyingTo) : nothing}
    <div class="composer-box" ?data-replying=${state.replyingTo !== null}>
      <textarea
        id="composer"
        rows="1"
        placeholder=${label}
        aria-label=${label}
        aria-autocomplete="list"
        aria-controls=${matches.length > 0 ? 'completion' : nothing}
        aria-activedescendant=${matches.length > 0 ? optionId(state.completing!.active) : nothing}
        aria-describedby="composer-counter"
        enterkeyhint="send"
        autocomplete="off"
        .value=${live(draft)}
        @input=${() => {
          const { value, selectionStart } = textarea()
          const query = queryBefore(value, selectionStart)
          actions.draft(value, query === null ? null : { query, active: 0 })
        }}
        @blur=${() => state.completing && actions.complete(null)}
        @keydown=${composerKeys({ state, actions, draft, matches, choose, send })}
      ></textarea>
      <span class="counter" id="composer-counter" ?data-over=${left < 0}
        >${left <= LIMIT - WARN_FROM ? html`${left}<span class="hidden"> characters left</span>` : nothing}</span
      >
      <button class="icon-button send" aria-label="Send" ?disabled=${draft.trim() === '' || left < 0}>
        ${icons.send()}
      </button>
    </div>
    ${state.problem ? html`<p class="problem" role="alert">${state.problem}</p>` : nothing}
  </form>`
}

const replyBar = (state: State, actions: Actions, id: string) => {
  const author = state.histories.get(state.channel)?.find((message) => message.id === id)?.author
  const name = author ? nameOf(personOf(state.world, author.id) ?? author) : 'a message'
  return html`<div class="reply-bar">
    <span>Replying to <b>${name}</b></span>
    <button
      type="button"
      class="icon-button"
      aria-label="Cancel the reply"
      @click=${() => {
        actions.reply(null)
        focusComposer()
      }}
    >
      ${icons.close()}
    </button>
  </div>`
}

const submit = (send: () => Promise<void>) => (event: SubmitEvent) => {
  event.preventDefault()
  void send()
}

const textarea = () => document.querySelector<HTMLTextAreaElement>('#composer')!
