import { ApplicationCommandOptionType as Type } from 'discord-api-types/v10'
import type { Choice, CommandOption, Options } from '../state/commands.ts'
import { uploadOf } from '../state/files.ts'

export type OptionInput = HTMLInputElement | HTMLTextAreaElement

/** What was chosen from a list stands in the field by its name; the field keeps the value beside it. */
export const pick = (input: OptionInput, { name, value }: Choice) => {
  input.value = name
  input.dataset['value'] = JSON.stringify(value)
}

export const unpick = (input: OptionInput) => delete input.dataset['value']

export const isPicked = (input: OptionInput) => input.dataset['value'] !== undefined

/** What the fields hold so far, for a bot that completes one of them; files are left out. */
export const valuesSoFar = (inputs: OptionInput[]): Options =>
  Object.fromEntries(
    inputs
      .filter((input) => input.type !== 'file' && input.value !== '')
      .map((input) => [input.name, pickedOf(input) ?? input.value]),
  )

/** What the fields hold, or what is wrong with which of them. */
export const readOptions = async (
  options: readonly CommandOption[],
  inputs: OptionInput[],
  choicesOf: (option: CommandOption) => Choice[] | null,
) => {
  const values: Options = {}
  const mistakes: Record<string, string> = {}
  for (const option of options) {
    const input = inputs.find(({ name }) => name === option.name)
    if (input && input.value !== '') {
      const value = await valueOf(option, input, choicesOf(option))
      if (value === undefined) mistakes[option.name] = wanted(option)
      else values[option.name] = value
    } else if (option.required) mistakes[option.name] = 'This is required.'
  }
  return { values, mistakes }
}

const valueOf = async (option: CommandOption, input: OptionInput, choices: Choice[] | null) => {
  const file = input instanceof HTMLInputElement ? input.files?.[0] : undefined
  if (file) return uploadOf(file)
  if (isPicked(input)) return pickedOf(input)
  const text = input.value
  if (choices) return choices.find(({ name }) => name.toLowerCase() === text.trim().toLowerCase())?.value
  if (option.type === Type.String) return text
  const number = Number(text)
  const fits = option.type === Type.Integer ? Number.isSafeInteger(number) : Number.isFinite(number)
  return fits ? number : undefined
}

const wanted = ({ type }: CommandOption) => {
  if (type === Type.Integer) return 'Give a whole number.'
  return type === Type.Number ? 'Give a number.' : 'Choose one from the list.'
}

const pickedOf = (input: OptionInput): Choice['value'] | undefined =>
  isPicked(input) ? JSON.parse(input.dataset['value']!) : undefined

/** The fields of the command that is being filled in. */
export const inputs = () => [
  ...document.querySelectorAll<OptionInput>('.command-fields :is(input, textarea)'),
]

export const fieldOf = (name: string) => inputs().find((input) => input.name === name)
