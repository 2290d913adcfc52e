import type { PersonalChoices } from '../../preferences/contract.ts'
import type { ProviderHealth } from '../../providers/contract.ts'
import { matching } from './completion.ts'
import type { Command } from './contract.ts'
import { slashCommand, textOption } from './define.ts'
import { oneOf } from './list.ts'

export type SettingProvider = {
  health: () => readonly ProviderHealth[]
  setChoices: SetChoices
}

/** Keeps what is named of a person's choices; null: none any more. */
export type SetChoices = (
  person: string,
  choices: Partial<Omit<PersonalChoices, 'introduced'>>,
) => Promise<void>

/** The name for no choice at all. */
export const AUTO = 'auto'

/** As long as any name that can be chosen; what somebody types is said back. */
export const LONGEST_NAME = 100

/** `/setprovider`: whom a person would rather be answered by, until it's changed. */
export const createSetProvider = ({ health, setChoices }: SettingProvider): Command =>
  slashCommand('setprovider', {
    options: [
      textOption('setprovider.provider', { required: true, autocomplete: true, max_length: LONGEST_NAME }),
    ],
    async run({ author }, respond, { options }) {
      const wanted = String(options.get('provider') ?? '').trim()
      const providers = health()
      if (isSame(wanted, AUTO)) {
        await setChoices(author.id, { provider: null })
        return respond.privately({ text: asBefore(usableOf(providers)) })
      }
      const chosen = findUsable(providers, wanted)
      if (!chosen) return respond.privately({ text: unknownProvider(wanted, providers, [AUTO]) })
      await setChoices(author.id, { provider: chosen.provider })
      return respond.privately({ text: [inFirstPlace(chosen.provider), chosen.dataUse].join('\n') })
    },
    complete: async (_, { typed }) => matching([...usableOf(health()), AUTO], typed),
  })

/** Whom people can choose now. */
export const usableOf = (providers: readonly ProviderHealth[]) =>
  providers.flatMap(({ provider, usable }) => (usable ? provider : []))

/** However its name is written. */
export const findUsable = (providers: readonly ProviderHealth[], wanted: string) =>
  providers.find(({ provider, usable }) => usable && isSame(provider, wanted.trim()))

/** Says that somebody can't be chosen, and who can. */
export const unknownProvider = (
  wanted: string,
  providers: readonly ProviderHealth[],
  others: readonly string[] = [],
) => {
  const isOff = providers.some(({ provider }) => isSame(provider, wanted))
  const matter = isOff ? `"${wanted}" is switched off.` : `I don't know "${wanted}".`
  return `${matter} You can choose ${oneOf([...usableOf(providers), ...others])}.`
}

const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase()

const inFirstPlace = (name: string) =>
  `From now on I ask **${name}** first when you write to me. If it can't answer, another one does; /setprovider ${AUTO} takes your choice back.`

const asBefore = (names: readonly string[]) =>
  names.length > 1
    ? `From now on I ask in the order of whoever runs me: ${names.join(', ')}.`
    : 'From now on I choose who answers you.'
