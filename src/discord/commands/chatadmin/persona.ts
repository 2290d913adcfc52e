import { ComponentType } from 'discord-api-types/v10'
import type { Administration } from '../../../chat/admin/administration.ts'
import { matching } from '../completion.ts'
import type { Card } from '../contract.ts'
import { subcommand, textOption, type Subcommand } from '../define.ts'
import { onServer } from './on-server.ts'
import { channelOrThread, nameOfPlace } from './places.ts'

type Deeds = Pick<Administration, 'setPersona' | 'offerPersonas' | 'show'>

/** `/chatadmin persona`: who answers on this server, and whom people may choose. */
export const createPersonaCommands = (deeds: Deeds, personas: () => readonly string[]): Subcommand[] => [
  createSet(deeds, personas),
  createClear(deeds),
  createAllow(deeds, personas),
]

const createSet = ({ setPersona }: Deeds, personas: () => readonly string[]) =>
  subcommand('chatadmin.persona.set', 'manager', {
    options: [
      textOption('chatadmin.persona.set.name', { required: true, autocomplete: true, max_length: 100 }),
      channelOrThread('chatadmin.persona.set.channel'),
    ],
    run: (caller, respond, { options }) =>
      onServer(caller, respond, async (doer) => {
        const name = String(options.get('name'))
        if (!personas().includes(name))
          return respond.privately({ text: `I have no such persona. There are: ${personas().join(', ')}.` })
        const place = options.has('channel') ? String(options.get('channel')) : null
        await setPersona(doer, place, name)
        await respond.privately({ text: `From now on I am **${name}** in ${nameOfPlace(place)}.` })
      }),
    complete: async (_, { typed }) => matching(personas(), typed),
  })

const createClear = ({ setPersona }: Deeds) =>
  subcommand('chatadmin.persona.clear', 'manager', {
    options: [channelOrThread('chatadmin.persona.clear.channel')],
    run: (caller, respond, { options }) =>
      onServer(caller, respond, async (doer) => {
        const place = options.has('channel') ? String(options.get('channel')) : null
        await setPersona(doer, place, null)
        await respond.privately({ text: `No persona is set for ${nameOfPlace(place)} any more.` })
      }),
  })

const createAllow = ({ show, offerPersonas }: Deeds, personas: () => readonly string[]) =>
  subcommand('chatadmin.persona.allow', 'manager', {
    run: (caller, respond) =>
      onServer(caller, respond, async (doer) => {
        const { whole } = await show(doer)
        await respond.privately(menu(personas(), whole.personas))
      }),
    press: {
      personas: (caller, respond, { values }) =>
        onServer(caller, respond, async (doer) => {
          const chosen = values.filter((name) => personas().includes(name))
          await offerPersonas(doer, chosen.length > 0 ? chosen : null)
          const text =
            chosen.length > 0
              ? `People may choose here: ${chosen.join(', ')}.`
              : 'People may choose here what everybody may choose everywhere.'
          await respond.update({ text })
        }),
    },
  })

/** As many as Discord shows. */
const MOST_SHOWN = 25

const menu = (personas: readonly string[], allowed: readonly string[] | null): Card => {
  const shown = personas.slice(0, MOST_SHOWN)
  return {
    text: 'Whom may people choose here? Leave all out, and it is those whom everybody may choose everywhere.',
    components: [
      {
        type: ComponentType.ActionRow,
        components: [
          {
            type: ComponentType.StringSelect,
            custom_id: 'chatadmin:personas',
            placeholder: 'Personas',
            min_values: 0,
            max_values: shown.length,
            options: shown.map((name) => ({
              label: name,
              value: name,
              default: allowed?.includes(name) ?? false,
            })),
          },
        ],
      },
    ],
  }
}
