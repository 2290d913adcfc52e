import { html, nothing } from 'lit'
import type { Actions } from '../state/actions.ts'
import { slashCommands } from '../state/commands.ts'
import { titleOf, type Place } from '../state/places.ts'
import type { State } from '../state/store.ts'
import { botMayWrite, isThread, nameOf } from '../state/world.ts'
import { icons } from './icons.ts'

const suggestions = [
  ['👋', 'Who are you, and what can you do?'],
  ['📜', 'Write a long program'],
  ['🧠', 'Remember that my favourite colour is teal'],
] as const

/** How every channel begins, and what to say first while nobody has said anything. */
export const emptyChannel = (state: State, actions: Actions, place: Place, empty: boolean) => html`
  <div class="beginning">
    ${welcome(state, place)}
    ${
      empty && botCanAnswer(place)
        ? html`<div class="suggestions" role="group" aria-label="Suggested first messages">
            ${suggestions.map(
              ([emoji, text]) => html`
                <button @click=${() => void actions.send(addressed(state, place, text))}>
                  <span aria-hidden="true">${emoji}</span>${text}
                </button>
              `,
            )}
          </div>`
        : nothing
    }
  </div>
`

const welcome = (state: State, place: Place) => {
  const title = titleOf(state.world!, place)
  if (place.is !== 'guild') {
    return html`<img class="beginning-face" src="/page/icon.svg" alt="" width="80" height="80" />
      <h2>${title}</h2>
      <p>This is the beginning of your direct message history with <b>${title}</b>.</p>`
  }
  const thread = isThread(place.channel)
  const bot = html`<b>@${nameOf(state.world!.bot)}</b>`
  const commands =
    slashCommands(state.commands).length > 0 ? html`, or type <b>/</b> for its commands` : nothing
  const hint = !place.guild.has_bot
    ? html`${bot} is not in this server: its settings invite it.`
    : botMayWrite(place.channel)
      ? html`Mention ${bot} to ask something${commands}.`
      : html`${bot} may not write here.`
  return html`<span class="beginning-icon">${thread ? icons.thread() : icons.hash()}</span>
    <h2>${thread ? title : `Welcome to #${title}!`}</h2>
    <p>This is the start of the ${thread ? 'thread' : `#${title} channel`}. ${hint}</p>`
}

const botCanAnswer = (place: Place) =>
  place.is === 'direct' || (place.is === 'guild' && botMayWrite(place.channel))

/** In a guild the bot listens to whoever mentions it. */
const addressed = (state: State, place: Place, text: string) =>
  place.is === 'guild' ? `<@${state.world!.bot.id}> ${text}` : text
