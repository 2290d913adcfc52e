import { html, nothing } from 'lit'
import { ref } from 'lit/directives/ref.js'
import { repeat } from 'lit/directives/repeat.js'
import type { Actions } from '../state/actions.ts'
import type { CommandOption } from '../state/commands.ts'
import type { Place } from '../state/places.ts'
import type { Invoking, State } from '../state/store.ts'
import { nameOf, type Person } from '../state/world.ts'
import { completionKey } from './completion-keys.ts'
import { completionList, listAttributes } from './completion-list.ts'
import { focusOnce } from './focus.ts'
import { icons } from './icons.ts'
import { focusComposer } from './message-keys.ts'
import { choicesOf } from './option-choices.ts'
import { optionField } from './option-field.ts'
import { hasList, optionOffers } from './option-offers.ts'
import {
  fieldOf,
  inputs,
  isPicked,
  type OptionInput,
  readOptions,
  unpick,
  valuesSoFar,
} from './option-values.ts'

/** A command that was chosen: its options as fields, those first that it needs. */
export const commandForm = (
  state: State,
  actions: Actions,
  invoking: Invoking,
  place: Place,
  members: Person[],
) => {
  const { command, added, mistakes, busy } = invoking
  const required = command.options.filter((option) => option.required)
  const optional = command.options.filter((option) => !option.required)
  const asked = added.flatMap((name) => optional.find((option) => option.name === name) ?? [])
  const shown = [...required, ...asked]
  const [begun] = command.options.toSorted((one, other) => Number(other.required) - Number(one.required))
  const more = optional.filter((option) => !asked.includes(option))
  const localChoices = (option: CommandOption) => choicesOf(option, place, members)
  const completing = state.completing?.of === 'option' ? state.completing : null
  const { offers, note } = optionOffers(completing, actions, shown, localChoices)

  const complete = (option: CommandOption, input: OptionInput, active: number) => {
    const query = isPicked(input) ? '' : input.value
    const wanted = { of: 'option', option: option.name, query, active, answer: 'awaited' } as const
    if (localChoices(option)) actions.complete(wanted)
    else actions.askChoices(wanted, command.name, valuesSoFar(inputs()))
  }
  const send = async () => {
    if (busy) return
    const { values, mistakes } = await readOptions(shown, inputs(), localChoices)
    const [wrong] = Object.keys(mistakes)
    if (wrong !== undefined) {
      actions.refuseOptions(mistakes)
      return fieldOf(wrong)?.focus()
    }
    if (await actions.invoke(command, values)) focusComposer()
  }
  const cancel = () => {
    actions.cancelCommand()
    focusComposer()
  }
  const keys = (event: KeyboardEvent) => {
    if (event.isComposing) return
    const open = completing && offers.length > 0
    const act =
      (open &&
        completionKey(event, {
          active: completing.active,
          offers,
          go: (active) => actions.complete({ ...completing, active }),
          leave: () => actions.complete(null),
        })) ??
      formKey(event, send, cancel) ??
      (shown.length === 0 && more.length > 0 && isTyping(event)
        ? () => actions.startCommand(command, event.key)
        : undefined)
    if (!act) return
    event.preventDefault()
    act()
  }

  return html`<form
    class="composer"
    aria-label=${`/${command.name}`}
    aria-busy=${busy}
    novalidate
    @submit=${(event: SubmitEvent) => {
      event.preventDefault()
      void send()
    }}
    @keydown=${keys}
    @input=${({ target }: Event) => isOption(target) && actions.pardonOption(target.name)}
  >
    ${
      completing && (offers.length > 0 || note)
        ? completionList(completing.option, offers, completing.active, note)
        : nothing
    }
    <div class="composer-box command" ?data-bare=${command.options.length === 0}>
      <div class="command-head">
        <p><b>/${command.name}</b> <span>${command.description}</span></p>
        <button
          type="button"
          class="icon-button"
          aria-label="Cancel the command"
          title="Cancel"
          @click=${cancel}
        >
          ${icons.close()}
        </button>
      </div>
      ${
        shown.length === 0
          ? nothing
          : html`<div class="command-fields">
              ${repeat(
                shown,
                ({ name }) => name,
                (option, index) =>
                  optionField({
                    option,
                    text: option === begun ? invoking.text : '',
                    mistake: mistakes[option.name],
                    list: hasList(option, localChoices)
                      ? listAttributes(
                          completing?.option === option.name ? offers : [],
                          completing?.active ?? -1,
                        )
                      : null,
                    takesFocus: added.length === 0 ? index === 0 : option.name === added.at(-1),
                    onFocus: (input) => completing?.option !== option.name && complete(option, input, -1),
                    onInput: (input) => {
                      unpick(input)
                      complete(option, input, 0)
                    },
                    onLeave: () => completing?.option === option.name && actions.complete(null),
                    remove: () => {
                      actions.removeOption(option.name)
                      focusComposer()
                    },
                  }),
              )}
            </div>`
      }
      <div class="command-foot">
        <div class="command-more" role="group" aria-label="More options">
          ${more.map(
            (option) =>
              html`<button
                type="button"
                title=${option.description}
                @click=${() => actions.addOption(option.name)}
              >
                <span aria-hidden="true">+</span><span class="hidden">Add the option </span>${option.name}
              </button>`,
          )}
        </div>
        <button
          class="icon-button send"
          aria-label=${busy ? `${nameOf(state.world!.bot)} is being asked` : `Send /${command.name}`}
          ${shown.length === 0 ? ref(focusOnce) : nothing}
        >
          ${busy ? html`<span class="spinner"></span>` : icons.send()}
        </button>
      </div>
    </div>
    ${state.problem ? html`<p class="problem" role="alert">${state.problem}</p>` : nothing}
  </form>`
}

const isOption = (target: unknown) =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement

/** A space presses the button that has the focus. */
const isTyping = ({ key, ctrlKey, metaKey, altKey }: KeyboardEvent) =>
  key.length === 1 && key !== ' ' && !ctrlKey && !metaKey && !altKey

const formKey = (event: KeyboardEvent, send: () => Promise<void>, cancel: () => void) => {
  if (event.key === 'Escape') return cancel
  return event.key === 'Enter' && !event.shiftKey && isOption(event.target) ? () => void send() : undefined
}
