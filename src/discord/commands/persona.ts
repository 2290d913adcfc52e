import type { Standing } from '../../preferences/contract.ts'
import type { StandingOf } from './ask-question.ts'
import { matching } from './completion.ts'
import type { Caller, Command, Completed } from './contract.ts'
import { slashCommand, textOption } from './define.ts'
import { listed, oneOf } from './list.ts'
import { AUTO, LONGEST_NAME, type SetChoices } from './setprovider.ts'

/** Who answers, as the chat's personas have it. */
export type Personas = {
  /** Those that a person may choose where it asks, without the ones that are only for who knows their name. */
  offered(standing: Standing, where: Place): readonly { name: string; description: string }[]
  mayChoose(standing: Standing, where: Place, name: string): boolean
  /** Who answers there, and why. */
  answering(standing: Standing, where: Place): { name: string; because: Because }
}

export type Because =
  | 'managers_set_it' // for this place, or one around it
  | 'person_chose_it'
  | 'managers_allow_it' // and not the one that would answer otherwise
  | 'default'

type Place = Pick<Caller, 'guild' | 'ageRestricted'>

export type ChoosingPersona = { personas: Personas; standingOf: StandingOf; setChoices: SetChoices }

/** What can be typed in place of a name to see who answers: as good as nothing. */
const SHOW = 'show'

/** `/persona`: who answers here, and who shall. A command with an option can't have subcommands as well. */
export const createPersona = ({ personas, standingOf, setChoices }: ChoosingPersona): Command => {
  /** Who answers here and why, in a sentence. */
  const sayWho = async (caller: Caller, standing: Standing): Promise<string> => {
    const { name, because } = personas.answering(standing, caller)
    if (because !== 'managers_set_it') return `**${name}** answers you here, ${reasons[because]}`
    const { place } = await standingOf({ ...caller, places: [] })
    const whole = place.persona === standing.place.persona ? 'this server' : 'this channel'
    return `**${name}** answers you here, because the managers of this server have set it for ${whole}.`
  }

  const show = async (caller: Caller): Promise<string> => {
    const standing = await standingOf(caller)
    const { persona } = standing.person
    const isElsewhere = persona !== null && personas.answering(standing, caller).name !== persona
    return listed({
      head: [
        await sayWho(caller, standing),
        ...(isElsewhere ? [`You chose **${persona}**, who answers you where that can be.`] : []),
        'You can choose:',
      ].join('\n'),
      items: personas
        .offered(standing, caller)
        .map(({ name, description }) => `- **${name}**: ${description}`),
      tail: `- **${AUTO}**: whoever it would be without your choice`,
    })
  }

  const choose = async (caller: Caller, wanted: string): Promise<string> => {
    const standing = await standingOf(caller)
    if (wanted !== AUTO && !personas.mayChoose(standing, caller, wanted)) {
      const names = personas.offered(standing, caller).map(({ name }) => name)
      return `There is no "${wanted}" here. You can choose ${oneOf([...names, AUTO])}.`
    }
    const persona = wanted === AUTO ? null : wanted
    await setChoices(caller.author.id, { persona })
    const changed = { ...standing, person: { ...standing.person, persona } }
    if (persona === null) return `Your choice is taken back. ${await sayWho(caller, changed)}`
    if (personas.answering(changed, caller).name === persona)
      return `From now on **${persona}** answers you, here and wherever the managers of a server don't say otherwise. /persona ${AUTO} takes it back.`
    return `Your choice counts elsewhere: there, **${persona}** answers you from now on. ${await sayWho(caller, changed)}`
  }

  return slashCommand('persona', {
    options: [textOption('persona.name', { autocomplete: true, max_length: LONGEST_NAME })],
    async run(caller, respond, { options }) {
      const wanted = String(options.get('name') ?? SHOW)
        .trim()
        .toLowerCase()
      const text = wanted === SHOW || wanted === '' ? show(caller) : choose(caller, wanted)
      await respond.privately({ text: await text })
    },
    async complete(caller, { typed }) {
      const offered = personas.offered(await standingOf(caller), caller)
      const about = new Map(offered.map(({ name, description }) => [name, description]))
      return described(matching([...about.keys(), AUTO, SHOW], typed), about)
    },
  })
}

const reasons = {
  person_chose_it: 'because you chose it.',
  managers_allow_it: 'because the managers of this server allow it, and not the one who answers otherwise.',
  default: 'because nobody has chosen another one.',
}

const LONGEST_CHOICE = 100

const described = (names: Completed, about: ReadonlyMap<string, string>): Completed =>
  names.map(({ value }) => {
    const description = about.get(value) ?? usual[value]
    return { name: `${value}: ${description}`.slice(0, LONGEST_CHOICE), value }
  })

const usual: Readonly<Record<string, string>> = {
  [AUTO]: 'whoever it would be without your choice',
  [SHOW]: 'see who answers you here, and why',
}
