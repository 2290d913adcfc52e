import { expect, it } from 'vitest'
import { commandQuery, matchingCommands, menuCommands, slashCommands, typedCommand } from './commands.ts'

const option = (type: number, name: string, options?: object[]) => ({
  type,
  name,
  description: name,
  options,
})
const registered = [
  {
    name: 'settings',
    type: 1,
    description: 'All of them',
    options: [option(1, 'model', [option(3, 'name')]), option(2, 'role', [option(1, 'add')])],
  },
  { name: 'ask', type: 1, description: 'Asks', options: [option(3, 'question')] },
  { name: 'asking', type: 1, description: 'Says how' },
  { name: 'Explain', type: 3, description: '' },
]
const commands = JSON.parse(JSON.stringify(registered))
const slash = slashCommands(commands)
const names = (found: { name: string }[]) => found.map(({ name }) => name)

it('lists commands by the names one types, subcommands with what stands above them', () => {
  expect(names(slash)).toEqual(['ask', 'asking', 'settings model', 'settings role add'])
  expect(names([...slash[2]!.options])).toEqual(['name'])
  expect(menuCommands(commands, 'message')).toEqual(['Explain'])
})

it('lists those that not everybody may use after the others', () => {
  const admin = { name: 'admin', type: 1, description: 'Sets it up', default_member_permissions: '32' }
  expect(names(slashCommands(JSON.parse(JSON.stringify([admin, ...registered]))))).toEqual([
    'ask',
    'asking',
    'settings model',
    'settings role add',
    'admin',
  ])
})

it('finds commands by their beginning first, then by any part of their names', () => {
  expect(names(matchingCommands('as', slash))).toEqual(['ask', 'asking'])
  expect(names(matchingCommands('Role', slash))).toEqual(['settings role add'])
  expect(names(matchingCommands('', slash))).toHaveLength(4)
})

it('takes a slash for a command only at the very beginning, with the caret at the end', () => {
  expect(commandQuery('/as', 3)).toBe('as')
  expect(commandQuery('/as', 2)).toBeNull()
  expect(commandQuery('either/or', 9)).toBeNull()
})

it('knows a command once its whole name and a space are typed, and keeps what follows', () => {
  expect(typedCommand('ask', slash)).toBeUndefined()
  expect(typedCommand('ask why not', slash)).toMatchObject({ command: { name: 'ask' }, text: 'why not' })
  expect(typedCommand('asking ', slash)).toMatchObject({ command: { name: 'asking' }, text: '' })
  expect(typedCommand('settings ', slash)).toBeUndefined()
  expect(typedCommand('settings model x', slash)).toMatchObject({ command: { name: 'settings model' } })
})
