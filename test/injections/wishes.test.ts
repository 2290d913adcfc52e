import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Question } from '../../src/chat/contract.ts'
import { floor } from '../../src/chat/personas/floor.ts'
import { choosePersona } from '../../src/chat/personas/choose.ts'
import { buildPrompt } from '../../src/chat/prompt.ts'
import { settingsSchema } from '../../src/config/settings.ts'
import { setRules } from '../../src/preferences/rules.ts'
import { readStanding } from '../../src/preferences/standing.ts'
import { createTestDatabase, type TestDatabase } from '../database.ts'
import { corpus, disguises, linesOf } from './corpus.ts'

let own: TestDatabase
beforeAll(async () => void (own = await createTestDatabase()))
afterAll(() => own[Symbol.asyncDispose]())

const question: Question = {
  id: '1400000000000000001',
  channel: '3',
  guild: '1',
  conversation: 'a',
  thread: false,
  shared: false,
  payer: '2',
  deferred: false,
  author: { id: '2', name: 'Ada' },
  text: 'And now?',
  quoted: null,
  choices: [],
  roles: [],
  places: ['3'],
  ageRestricted: true,
  isPrivate: false,
  files: [],
  again: null,
  at: 0,
}
const settings = settingsSchema.parse({})

const promptWith = async (prompt: string, persona: string) => {
  const { guild, places, author } = question
  await setRules(own.database, '1', null, { prompt, persona })
  const standing = await readStanding(own.database, { person: author.id, guild, places, others: [] })
  const { persona: chosen } = choosePersona({ standing, settings, question })
  const manner = { persona: chosen, wishes: standing.place.prompt, optedOut: standing.optedOut }
  return buildPrompt(question, [], settings.general, [], manner)!
}

test.each(
  corpus
    .filter((injection) => injection.in === 'wishes')
    .flatMap((one) => [
      { ...one, persona: 'assistant' },
      { ...one, persona: 'jim' },
    ]),
)(
  'what the managers of a server wish stays between the persona and the floor: $persona, $how, $mark',
  async ({ text, mark, persona }) => {
    const { system, messages } = await promptWith(text, persona)
    expect(system).toMatch(persona === 'jim' ? /^You are Jim/ : /^You are Parley/)
    expect(system.endsWith(`\n\n${floor}`)).toBe(true)
    expect(system).toContain(mark)
    expect(linesOf(system).filter((line) => line.includes(mark) && !line.startsWith('> '))).toEqual([])
    expect(system).not.toMatch(disguises)
    expect(messages).toEqual([{ role: 'user', text: 'And now?' }])
  },
)
