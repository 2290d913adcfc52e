import { html, nothing } from 'lit'
import { keyed } from 'lit/directives/keyed.js'
import { live } from 'lit/directives/live.js'
import type { Actions } from '../state/actions.ts'
import { commandQuery, matchingCommands, slashCommands, typedCommand } from '../state/commands.ts'
import { personOf, titleOf, type Place } from '../state/places.ts'
import type { State } from '../state/store.ts'
import { isThread, nameOf, type Person } from '../state/world.ts'
import { candidates, complete, queryBefore } from './completion.ts'
import { commandForm } from './command-form.ts'
import { commandOffers } from './command-offers.ts'
import { completionList, listAttributes } from './completion-list.ts'
import { composerKeys } from './composer-keys.ts'
import { icons } from './icons.ts'
import { takeFiles, uploads } from './uploads.ts'
import { mentionOffers } from './mention-offers.ts'
import { focusComposer } from './message-keys.ts'

const LIMIT = 2_000
const WARN_FROM = 1_800

/** Where one writes, or fills in what a command asks for. */
export const composer = (state: State, actions: Actions, place: Place, members: Person[]) =>
  state.invoking
    ? keyed(state.invoking.command, commandForm(state, actions, state.invoking, place, members))
    : messageForm(state, actions, place, members)

const messageForm = (state: State, actions: Actions, place: Place, members: Person[]) => {
  const draft = state.drafts.get(state.channel) ?? ''
  const files = state.uploads.get(state.channel) ?? []
  const left = LIMIT - Array.from(draft.trim()).length
  const { title, offers, note } = offered(state, actions, members, draft)
  const active = state.completing?.active ?? -1
  const list = listAttributes(offers, active)
  const label = `Message ${addresseeOf(titleOf(state.world!, place), place)}`

  const send = async () => {
    const content = draft.trim()
    if ((content === '' && files.length === 0) || left < 0) return
    actions.draft('')
    if (!(await actions.send(content))) actions.draft(draft)
  }

  return html`<form
    class="composer"
    @submit=${submit(send)}
    @paste=${(event: ClipboardEvent) => takeFiles(event, event.clipboardData, actions)}
    @dragover=${(event: DragEvent) => event.preventDefault()}
    @drop=${(event: DragEvent) => takeFiles(event, event.dataTransfer, actions)}
  >
    ${offers.length > 0 || note ? completionList(title, offers, active, note) : nothing}
    ${state.replyingTo ? replyBar(state, actions, state.replyingTo) : nothing}
    <div class="composer-box" ?data-replying=${state.replyingTo !== null}>
      ${uploads(files, actions)}
      <textarea
        id="composer"
        rows="1"
        placeholder=${label}
        aria-label=${label}
        aria-autocomplete="list"
        aria-controls=${list.controls}
        aria-activedescendant=${list.active}
        aria-describedby="composer-counter"
        enterkeyhint="send"
        autocomplete="off"
        .value=${live(draft)}
        @input=${() => typed(state, actions)}
        @blur=${() => state.completing && actions.complete(null)}
        @keydown=${composerKeys({ state, actions, draft, offers, send })}
      ></textarea>
      <span class="counter" id="composer-counter" ?data-over=${left < 0}
        >${left <= LIMIT - WARN_FROM ? html`${left}<span class="hidden"> characters left</span>` : nothing}</span
      >
      <button
        class="icon-button send"
        aria-label="Send"
        ?disabled=${(draft.trim() === '' && files.length === 0) || left < 0}
      >
        ${icons.send()}
      </button>
    </div>
    ${state.problem ? html`<p class="problem" role="alert">${state.problem}</p>` : nothing}
  </form>`
}

/** What the list above the composer offers: people, or the bot's commands. */
const offered = (state: State, actions: Actions, members: Person[], draft: string) => {
  const { completing } = state
  switch (completing?.of) {
    case 'mention': {
      const people = candidates(completing.query, members)
      const choose = (person: Person) => insertMention(actions, draft, completing.query, person)
      return { title: 'Members', offers: mentionOffers(state.world!, people, choose), note: null }
    }
    case 'command': {
      const commands = slashCommands(state.commands)
      const bot = nameOf(state.world!.bot)
      return {
        title: `Commands of ${bot}`,
        offers: commandOffers(matchingCommands(completing.query, commands), actions.startCommand),
        note: commands.length === 0 ? `${bot} has no commands here.` : null,
      }
    }
    case 'option':
    case undefined:
      return { title: '', offers: [], note: null }
  }
}

const typed = (state: State, actions: Actions) => {
  const { value, selectionStart } = textarea()
  const command = commandQuery(value, selectionStart)
  const whole = command === null ? undefined : typedCommand(command, slashCommands(state.commands))
  if (whole) return actions.startCommand(whole.command, whole.text)
  const mention = queryBefore(value, selectionStart)
  if (command !== null) actions.draft(value, { of: 'command', query: command, active: 0 })
  else actions.draft(value, mention === null ? null : { of: 'mention', query: mention, active: 0 })
}

const insertMention = (actions: Actions, draft: string, query: string, person: Person) => {
  const box = textarea()
  const done = complete(draft, box.selectionStart, query, person)
  // At once, not with the next render: whoever types fast is already behind the name.
  box.value = done.text
  box.setSelectionRange(done.caret, done.caret)
  actions.draft(done.text)
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

const addresseeOf = (title: string, place: Place) => {
  if (place.is !== 'guild') return `@${title}`
  return isThread(place.channel) ? `“${title}”` : `#${title}`
}
