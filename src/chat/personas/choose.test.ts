import { describe, expect, test } from 'vitest'
import { settingsSchema } from '../../config/settings.ts'
import type { PersonalChoices, PlaceRules, Standing } from '../../preferences/contract.ts'
import { choicesFor, choosePersona, mayChoose, offeredPersonas, type Choosing } from './choose.ts'
import { delayOf } from './persona.ts'

const pirate = { prompt: 'Arr.', description: 'Talks like a pirate.' }
const secret = { prompt: 'Psst.', listed: false }
const settingsOf = (given: object) => settingsSchema.parse(given)
const settings = settingsOf({ personas: { pirate, secret, old: { prompt: 'Oh.', enabled: false } } })

const standing = (person: Partial<PersonalChoices> = {}, place: Partial<PlaceRules> = {}): Standing => ({
  person: { provider: null, persona: null, optedOut: false, introduced: false, ...person },
  place: {
    answers: true,
    threads: false,
    persona: null,
    personas: null,
    prompt: null,
    roles: { allowed: [], blocked: [] },
    ...place,
  },
  optedOut: new Set(),
})

type Where = Choosing['question']
const server: Where = { guild: '1', ageRestricted: false }
const adults: Where = { guild: '1', ageRestricted: true }
const direct: Where = { guild: null, ageRestricted: false }

const chosen = (given: Standing, question = server, all = settings) => {
  const { persona, because } = choosePersona({ standing: given, settings: all, question })
  return [persona.name, because]
}

describe('who answers', () => {
  test('is the one of the place, then the one of the person, then the default', () => {
    expect(chosen(standing({ persona: 'pirate' }, { persona: 'jim' }))).toEqual(['jim', 'managers_set_it'])
    expect(chosen(standing({ persona: 'pirate' }))).toEqual(['pirate', 'person_chose_it'])
    expect(chosen(standing())).toEqual(['assistant', 'default'])
    const all = settingsOf({ general: { default_persona: 'pirate' }, personas: { pirate } })
    expect(chosen(standing(), server, all)).toEqual(['pirate', 'default'])
  })

  test.each(['jim', 'old', 'gone', 'constructor', '__proto__'])(
    'is not %s, who is not turned on, switched off, or nobody',
    (persona) => {
      expect(chosen(standing({ persona }))).toEqual(['assistant', 'default'])
      if (persona !== 'jim')
        expect(chosen(standing({ persona: 'pirate' }, { persona }))).toEqual(['pirate', 'person_chose_it'])
    },
  )

  test('is one of those that a server allows', () => {
    const place = { personas: ['old', 'jim', 'secret'] }
    expect(chosen(standing({ persona: 'jim' }, place))).toEqual(['jim', 'person_chose_it'])
    expect(chosen(standing({ persona: 'pirate' }, place))).toEqual(['jim', 'managers_allow_it'])
    expect(chosen(standing({ persona: 'pirate' }, { personas: ['old'] }))).toEqual(['assistant', 'default'])
    expect(chosen(standing({ persona: 'pirate' }, { personas: [] }))).toEqual(['assistant', 'default'])
  })

  test('is, in direct messages, whom the person could choose on a server', () => {
    expect(chosen(standing({ persona: 'jim' }), direct)).toEqual(['jim', 'person_chose_it'])
    expect(mayChoose({ standing: standing(), settings, question: direct }, 'jim')).toBe(false)
  })
})

describe('a persona', () => {
  test('called assistant is what the operator says in general.system_prompt', () => {
    expect(assistantBy({ general: { system_prompt: 'Be kind.' } })).toEqual({
      name: 'assistant',
      prompt: 'Be kind.',
      choices: [],
      temperature: null,
      delay: null,
    })
    expect(assistantBy({}).prompt).toMatch(/^You are Parley/)
    expect(assistantBy({ personas: { assistant: { prompt: 'Be brief.', temperature: 0 } } })).toMatchObject({
      prompt: 'Be brief.',
      temperature: 0,
    })
  })

  test('called Jim swears among adults, and nowhere else', () => {
    expect(jimIn(adults).prompt).toMatch(/unfiltered.* swear as naturally/s)
    for (const place of [server, direct, { ...direct, ageRestricted: true }])
      expect(jimIn(place).prompt).toMatch(/you don't swear/)
  })

  test('called Jim asks for GPT-4o, then for the model of OpenAI, and types for 1 to 3 seconds', () => {
    const jim = jimIn(server)
    expect(jim.choices).toEqual([
      { provider: 'openai', model: 'gpt-4o' },
      { provider: 'openai', model: null },
    ])
    expect([delayOf(jim, () => 0), delayOf(jim, () => 0.5), delayOf(jim, () => 1)]).toEqual([
      1000, 2000, 3000,
    ])
  })

  test('is what the operator makes of it, key by key', () => {
    const jim = { age_restricted_prompt: 'Roar.', providers: ['groq/openai/gpt-oss-120b'], temperature: 1.2 }
    expect(jimIn(adults, settingsOf({ personas: { jim } }))).toMatchObject({
      prompt: 'Roar.',
      choices: [{ provider: 'groq', model: 'openai/gpt-oss-120b' }],
      temperature: 1.2,
      delay: { min: 1, max: 3 },
    })
  })

  test('types as long as all do, if it has no delay of its own', () => {
    const all = settingsOf({
      general: { natural_delay: true },
      personas: { pirate: { ...pirate, delay: { min: 0, max: 0 } } },
    })
    const delay = (name: string) =>
      delayOf(
        choosePersona({ standing: standing({ persona: name }), settings: all, question: server }).persona,
        () => 1,
      )
    expect([delay('assistant'), delay('pirate')]).toEqual([3000, 0])
    expect(delayOf(choosePersona({ standing: standing(), settings, question: server }).persona)).toBe(0)
  })
})

describe('what can be chosen', () => {
  test('is what the server allows and is listed', () => {
    expect(names({})).toEqual(['assistant', 'pirate'])
    expect(names({}, direct)).toEqual(['assistant', 'pirate'])
    expect(names({ personas: ['jim', 'secret', 'old'] })).toEqual(['jim'])
    expect(offeredPersonas({ standing: standing(), settings, question: server })[1]).toEqual({
      name: 'pirate',
      description: 'Talks like a pirate.',
    })
  })

  test('is also what is not listed, by who knows its name', () => {
    const choosing = { standing: standing(), settings, question: server }
    expect(['secret', 'old', 'jim', 'gone'].map((name) => mayChoose(choosing, name))).toEqual([
      true,
      false,
      false,
      false,
    ])
  })
})

test('who is asked: whoever was named, then the person’s provider, then the persona’s', () => {
  const named = [{ provider: 'gemini', model: null }]
  const persona = { choices: [{ provider: 'openai', model: 'gpt-4o' }] }
  expect(choicesFor(named, standing({ provider: 'groq' }), persona)).toEqual([
    ...named,
    { provider: 'groq', model: null },
    ...persona.choices,
  ])
  expect(choicesFor([], standing(), persona)).toEqual(persona.choices)
})

const jimIn = (question: Where, all = settings) =>
  choosePersona({ standing: standing({ persona: 'jim' }, { personas: ['jim'] }), settings: all, question })
    .persona

const assistantBy = (given: object) =>
  choosePersona({ standing: standing(), settings: settingsOf(given), question: server }).persona

const names = (place: Partial<PlaceRules>, question = server) =>
  offeredPersonas({ standing: standing({}, place), settings, question }).map(({ name }) => name)
