import { html, nothing } from 'lit'
import { live } from 'lit/directives/live.js'
import { ref } from 'lit/directives/ref.js'
import type { Actions } from '../state/actions.ts'
import { MANAGE } from '../state/guild-actions.ts'
import { channelsOf } from '../state/places.ts'
import type { State } from '../state/store.ts'
import { isText, nameOf, type Guild, type Role, type World } from '../state/world.ts'
import { textIn } from './form-text.ts'
import { icons } from './icons.ts'
import { showDialog } from './show-dialog.ts'

/** A server's roles, who has which, which channels are age-restricted, and whether the bot is there at all. */
export const guildSettings = (state: State, actions: Actions) => {
  const guild = state.world?.guilds.find(({ id }) => id === state.settingUp)
  if (!guild) return nothing
  return html`<dialog
    class="dialog guild-settings"
    aria-labelledby="guild-settings-title"
    ${ref(showDialog)}
    @close=${() => actions.setUp(null)}
  >
    <div class="guild-settings-head">
      <h2 id="guild-settings-title">${guild.name}</h2>
      <button class="icon-button" aria-label="Close the settings" @click=${() => actions.setUp(null)}>
        ${icons.close()}
      </button>
    </div>
    <p class="modal-note">You can change all of this, whoever you write as.</p>
    ${state.problem ? html`<p class="problem" role="alert">${state.problem}</p>` : nothing}
    ${presence(state.world!, actions, guild)} ${roles(actions, guild)}
    ${members(state.world!, actions, guild)} ${channels(actions, guild)}
  </dialog>`
}

const presence = ({ bot }: World, actions: Actions, guild: Guild) => html`
  <section>
    <h3 class="category">${nameOf(bot)}</h3>
    <div class="setting">
      <span
        >${guild.has_bot ? `${nameOf(bot)} is in this server.` : `${nameOf(bot)} is not in this server.`}</span
      >
      <button
        class=${guild.has_bot ? 'button danger' : 'button primary'}
        @click=${() => void actions.setBot(guild.id, !guild.has_bot)}
      >
        ${guild.has_bot ? 'Remove' : 'Invite'}
      </button>
    </div>
  </section>
`

const roles = (actions: Actions, guild: Guild) => {
  const add = (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget
    if (!(form instanceof HTMLFormElement)) return
    void actions.addRole(guild.id, textIn(form, 'name'), textIn(form, 'manages') !== '')
    form.reset()
  }
  return html`<section>
    <h3 class="category">Roles</h3>
    ${givable(guild).map((role) => roleRow(actions, guild, role))}
    <form class="setting" @submit=${add}>
      <input name="name" required maxlength="100" placeholder="A new role" aria-label="Name of a new role" />
      <label class="check"><input type="checkbox" name="manages" />Manage Server</label>
      <button class="icon-button" aria-label="Add the role" title="Add the role">${icons.plus()}</button>
    </form>
  </section>`
}

const roleRow = (actions: Actions, guild: Guild, role: Role) => html`
  <div class="setting">
    <span>${role.name}</span>
    <label class="check"
      ><input
        type="checkbox"
        aria-label=${`${role.name} may manage the server`}
        .checked=${live(role.permissions.includes(MANAGE))}
        @change=${({ currentTarget }: Event) => void actions.letManage(guild.id, role, isChecked(currentTarget))}
      />Manage Server</label
    >
    <button
      class="icon-button"
      aria-label=${`Remove the role ${role.name}`}
      title="Remove the role"
      @click=${() => void actions.removeRole(guild.id, role.id)}
    >
      ${icons.bin()}
    </button>
  </div>
`

const members = (world: World, actions: Actions, guild: Guild) => html`
  <section>
    <h3 class="category">Members</h3>
    ${world.people
      .filter(({ id }) => guild.members.includes(id))
      .map((person) => {
        const theirs = guild.member_roles[person.id] ?? []
        return html`<div class="setting" role="group" aria-label=${`Roles of ${nameOf(person)}`}>
          <span
            >${nameOf(person)}${guild.owner_id === person.id ? html` <small>owns the server</small>` : nothing}</span
          >
          <span class="role-chips">
            ${givable(guild).map(({ id, name }) => {
              const has = theirs.includes(id)
              return html`<button
                class="role-chip"
                aria-pressed=${has}
                @click=${() => void actions.setRole(guild.id, person.id, id, !has)}
              >
                ${name}
              </button>`
            })}
          </span>
        </div>`
      })}
  </section>
`

const channels = (actions: Actions, guild: Guild) => html`
  <section>
    <h3 class="category">Channels</h3>
    ${channelsOf(guild)
      .filter(isText)
      .map(
        ({ id, name, age_restricted }) =>
          html`<label class="setting">
            <span>#${name}</span>
            <span class="check"
              ><input
                type="checkbox"
                aria-label=${`#${name} is age-restricted`}
                .checked=${live(age_restricted)}
                @change=${({ currentTarget }: Event) => void actions.restrictAge(id, isChecked(currentTarget))}
              />Age-restricted</span
            >
          </label>`,
      )}
  </section>
`

/** @everyone and the bot's own role are nobody's to give. */
const givable = ({ id: everyone, roles }: Guild) =>
  roles.filter(({ id, managed }) => !managed && id !== everyone)

const isChecked = (target: unknown) => target instanceof HTMLInputElement && target.checked
