import { choosePersona, mayChoose, offeredPersonas } from '../../chat/personas/choose.ts'
import type { PersonasIn } from '../../chat/personas/persona.ts'
import type { Live } from '../../lib/live.ts'
import type { Standing } from '../../preferences/contract.ts'
import { matching } from './completion.ts'
import type { Caller, Command, Completed } from './contract.ts'
import { slashCommand, textOption } from './define.ts'
import { listed, oneOf } from './list.ts'
import { AUTO, LONGEST_NAME, type SetChoices } from './setprovider.ts'
import type { StandingOf } from './standing.ts'

export type ChoosingPersona = { personas: Live<PersonasIn>; standingOf: StandingOf; setChoices: SetChoices }

/** What can be typed in place of a name to see who answers: as good as nothing. */
const SHOW = 'show'

/** `/persona`: who answers here, and who shall. A command with an option can't have subcommands as well. */
export const createPersona = ({ personas, standingOf, setChoices }: ChoosingPersona): Command => {
  const choosing = (question: Caller, standing: Standing) => ({
    standing,
    settings: personas.current,
    question,
  })
  const answering = (caller: Caller, standing: Standing) => choosePersona(choosing(caller, standing))
  const offered = (caller: Caller, standing: Standing) => offeredPersonas(choosing(caller, standing))

  /** Who answers here and why, in a sentence. */
  const sayWho = async (caller: Caller, standing: Standing): Promise<string> => {
    const { persona, because } = answering(caller, standing)
    if (because !== 'managers_set_it') return `**${persona.name}** answers you here, ${reasons[because]}`
    const { place } = await standingOf(caller, { serverWide: true })
    const where = place.persona === standing.place.persona ? 'server' : 'channel'
    return `**${persona.name}** answers you here: the managers of this server have set it for this ${where}.`
  }

  const show = async (caller: Caller): Promise<string> => {
    const standing = await standingOf(caller)
    const chosen = standing.person.persona
    const isElsewhere = chosen !== null && answering(caller, standing).persona.name !== chosen
    return listed({
      head: [
        await sayWho(caller, standing),
        ...(isElsewhere ? [`You chose **${chosen}**, who answers you where that can be.`] : []),
        'You can choose:',
      ].join('\n'),
      items: [...offered(caller, standing), { name: AUTO, description: withoutChoice }].map(
        ({ name, description }) => `- **${name}**${description === '' ? '' : `: ${description}`}`,
      ),
    })
  }

  const choose = async (caller: Caller, wanted: string): Promise<string> => {
    const standing = await standingOf(caller)
    if (wanted !== AUTO && !mayChoose(choosing(caller, standing), wanted)) {
      const names = offered(caller, standing).map(({ name }) => name)
      return `There is no "${wanted}" to choose here. You can choose ${oneOf([...names, AUTO])}.`
    }
    const persona = wanted === AUTO ? null : wanted
    await setChoices(caller.author.id, { persona })
    const changed = { ...standing, person: { ...standing.person, persona } }
    if (persona === null) return `Your choice is taken back. ${await sayWho(caller, changed)}`
    if (answering(caller, changed).persona.name === persona)
      return `From now on **${persona}** answers you, here and wherever the managers of a server don't say otherwise. To take it back: \`/persona ${AUTO}\`.`
    return `Your choice counts elsewhere: there, **${persona}** answers you from now on. ${await sayWho(caller, changed)}`
  }

  return slashCommand('persona', {
    options: [textOption('persona.name', { autocomplete: true, max_length: LONGEST_NAME })],
    async run(caller, respond, { options }) {
      const wanted = String(options.get('name') ?? SHOW)
        .trim()
        .toLowerCase()
      await respond.privately({
        text: await (wanted === SHOW || wanted === '' ? show(caller) : choose(caller, wanted)),
      })
    },
    async complete(caller, { typed }) {
      const offers = offered(caller, await standingOf(caller))
      const about = new Map([
        ...offers.map(({ name, description }) => [name, description] as const),
        [AUTO, withoutChoice],
        [SHOW, 'see who answers you here, and why'],
      ])
      return described(matching([...about.keys()], typed), about)
    },
  })
}

const reasons = {
  person_chose_it: 'because you chose it.',
  managers_allow_it:
    'because the managers of this server allow it, and not the one who would answer otherwise.',
  default: 'because nobody has chosen another one.',
}

const withoutChoice = 'whoever it would be without your choice'

/** As long as Discord lets the name of a choice be. */
const LONGEST_CHOICE = 100

const described = (names: Completed, about: ReadonlyMap<string, string>): Completed =>
  names.map(({ value }) => ({
    name: [value, about.get(value)].filter(Boolean).join(': ').slice(0, LONGEST_CHOICE),
    value,
  }))
