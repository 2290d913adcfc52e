import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startParley, type Parley } from './parley.ts'

let parley: Parley
beforeAll(async () => {
  parley = await startParley()
  await parley.logged(/^The commands were registered/)
  await parley.logged(/^It is known who runs the bot/)
})
afterAll(() => parley[Symbol.asyncDispose]())

const onlyManagers = /^Only who manages this server/
const onlyOperators = /^Only who runs me/
const notHere = /^That is about one server/
const form = 'a form'

/** What Linus (anybody), Grace (manages the Garden) and Ada (runs the bot) get: in the Garden, the Workshop, alone. */
const commands: Record<
  string,
  { options?: object; for: 'manager' | 'operator'; says: RegExp | typeof form; anywhere?: boolean }
> = {
  show: { for: 'manager', says: /is set here/ },
  channel: { options: { answers: 'inherit' }, for: 'manager', says: /^What holds around/ },
  role: { options: { rule: 'clear' }, for: 'manager', says: /^Nothing/ },
  'persona set': { options: { name: 'nobody' }, for: 'manager', says: /^I have no such persona/ },
  'persona clear': { for: 'manager', says: /^No persona is set/ },
  'persona allow': { for: 'manager', says: /^Whom may people choose/ },
  prompt: { for: 'manager', says: form },
  thread: { options: { answers: 'inherit' }, for: 'manager', says: /^Threads for answers/ },
  resetuser: {
    options: { id: '280412345678901234' },
    for: 'manager',
    says: /^I have forgotten 0/,
    anywhere: true,
  },
  status: { for: 'operator', says: /^\*\*Parley/ },
  reports: { for: 'operator', says: /^No report is waiting/ },
  reload: { for: 'operator', says: /nothing has changed/ },
  cleanup: { for: 'operator', says: /expired/ },
  resetall: { for: 'operator', says: form },
}

const places = ['general', 'lobby', 'alone'] as const
const people = ['Linus', 'Grace', 'Ada'] as const

/** Discord offers no roles in direct messages. */
const isPossible = ({ name, place }: { name: string; place: string }) => name !== 'role' || place !== 'alone'

const matrix = Object.entries(commands)
  .flatMap(([name, command]) =>
    places.flatMap((place) => people.map((person) => ({ name, place, person, ...command }))),
  )
  .filter(isPossible)

describe('the permission matrix', () => {
  test.each(matrix)('/chatadmin $name in $place by $person', async ({ name, place, person, ...command }) => {
    const channel = place === 'alone' ? parley.direct(person) : place
    const options =
      name === 'role' ? { ...command.options, role: everyoneAt(place) } : (command.options ?? {})
    const said = await parley.use(`chatadmin ${name}`, options, { channel, author: person })
    const mayManage = person === 'Grace' && place === 'general' && command.for === 'manager'
    const refusal = command.for === 'manager' ? onlyManagers : onlyOperators
    const isAbroad = place === 'alone' && command.for === 'manager' && !command.anywhere
    if (person !== 'Ada' && !mayManage) expect(said?.content).toMatch(refusal)
    else if (isAbroad) expect(said?.content).toMatch(notHere)
    else if (command.says === form)
      expect(parley.form(person).custom_id).toBe(`chatadmin:${name === 'resetall' ? 'everything' : name}`)
    else expect(await contentOf(said!.id, channel)).toMatch(command.says)
    if (said) expect(said.ephemeral_to).toBe(parley.idOf(person))
  })

  test('every command that Discord is told of stands in it', async () => {
    const known = await parley.control('GET', `/channels/${parley.direct('Ada')}/commands?author=Ada`)
    const told = known.find(({ name }: { name: string }) => name === 'chatadmin')
    const paths = told.options.flatMap(
      ({ name, type, options }: { name: string; type: number; options: { name: string }[] }) =>
        type === 2 ? options.map((inner) => `${name} ${inner.name}`) : [name],
    )
    expect(paths.sort()).toEqual(Object.keys(commands).sort())
  })
})

/** The role of everybody has its guild's id. */
const everyoneAt = (channel: string) =>
  [...parley.discord.world.guilds.values()].find(({ channels }) =>
    [...channels.values()].some(({ name }) => name === channel),
  )?.id

const contentOf = (id: string, channel: string) =>
  parley.until(
    'the answer is there',
    () => parley.answers(channel).find((one) => one.id === id && one.content !== '')?.content,
  )
