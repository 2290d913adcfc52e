import { describe, expect, test } from 'vitest'
import { checkFile } from './check-settings.ts'
import { sentenceOf } from './mistakes.ts'
import { modelsOf } from './sections/providers.ts'

const yaml = (text: string) => checkFile('parley.yaml', text).mistakes.map(sentenceOf)
const warnings = (text: string) => checkFile('parley.yaml', text).warnings

describe('what one key says about another is checked', () => {
  test.each([
    [
      'providers: {x: {model: a, kind: grok}}',
      'providers.x.kind is the text "grok"; it must be one of groq, gemini, openai. Did you mean groq?',
    ],
    [
      'providers: {x: {base_url: "http://a"}}',
      'providers.x.model is missing; name the model that answers, or several in providers.x.models.',
    ],
    [
      'providers: {groq: {kind: openai}}',
      'providers.groq.base_url is missing; it must be a web address that begins with http:// or https://.',
    ],
    [
      'providers: {openai: {base_url: "http://a/v1/chat/completions"}}',
      'providers.openai.base_url is the text "http://a/v1/chat/completions"; it ends where /chat/completions would follow.',
    ],
    ['providers: {openai: {base_url: "http://a/v1?b=c"}}', 'is the text "http://a/v1?b=c"; it ends where'],
    ['providers: {openai: {base_url: "api.example.com"}}', 'is the text "api.example.com"; it must be a web'],
    [
      'providers: {groq: {model: a, models: [b]}}',
      'providers.groq.models is set beside providers.groq.model; keep one of the two.',
    ],
    [
      'providers: {groq: {models: [a, b, a]}}',
      'providers.groq.models is a list with a in it twice; name each model once.',
    ],
    [
      'providers: {groq: {models: []}}',
      'providers.groq.models is an empty list; it must be a list, such as [openai/gpt-oss-120b, openai/gpt-oss-20b].',
    ],
    ['providers: {groq: {models: [3]}}', 'providers.groq.models.0 is the number 3; it must be text'],
    [
      'providers: {groq: {quota_domains: {a: [GROQ_API_KEY], b: [GROQ_API_KEY]}}}',
      'providers.groq.quota_domains.b is a list with GROQ_API_KEY in it, which a has already; a key is in one domain.',
    ],
    [
      'providers: {groq: {quota_domains: {a: [GROQ_API_KEY, GROQ_API_KEY]}}}',
      'quota_domains.a is a list with GROQ_API_KEY in it twice; a key is in one domain.',
    ],
    [
      'providers: {groq: {quota_domains: {keys: [GROK_API_KEY_2]}}}',
      'which is no key of groq; its keys are called GROQ_API_KEY, GROQ_API_KEY_1 and so on. Did you mean GROQ_API_KEY_2?',
    ],
    [
      'providers: {groq: {quota_domains: {a: [OPENAI_API_KEY]}}}',
      'is a list with OPENAI_API_KEY in it, which is no key of groq;',
    ],
    ['providers: {groq: {quota_domains: {A B: [GROQ_API_KEY]}}}', 'it must be a domain: small letters,'],
    ['providers: {groq: {thought_tags: ["a b"]}}', 'it must be a name (think) or an opening tag'],
    [
      'models: {grok: {a: {context_length: 4096}}}',
      'models.grok is no provider; the providers are groq, gemini, openai. Did you mean models.groq?',
    ],
    ['models: {groq: {a: {contxt_length: 4096}}}', 'Did you mean models.groq.a.context_length?'],
    [
      'models: {groq: {a: {price: {input: 1, output: 2}}}}',
      'models.groq.a.price.as_of is missing; it must be a date',
    ],
    [
      'models: {groq: {a: {shuts_down: soon}}}',
      'models.groq.a.shuts_down is the text "soon"; it must be a date, such as 2026-12-31.',
    ],
    ['models: {__proto__: {a: {}}}', 'models.__proto__ is no provider;'],
    ['models: {groq: {__proto__: {}}}', 'models.groq.__proto__ is no model;'],
    ['providers: {__proto__: {model: a, base_url: "http://a"}}', 'providers.__proto__ is not a name for'],
    [
      'personas: {pirate: {}}',
      "personas.pirate.prompt is missing; pirate isn't built in, so say there what the model is told.",
    ],
    ['personas: {asistant: {enabled: false}}', 'Did you mean personas.assistant?'],
    [
      'personas: {jim: {providers: [openia/gpt-4o]}}',
      'a list with openia in it, which is no provider; the providers are groq, gemini, openai. Did you mean openai?',
    ],
    [
      'personas: {Jim: {prompt: a}}',
      'personas.Jim is not a name for a persona; it must begin with a small letter,',
    ],
    ['personas: {__proto__: {prompt: a}}', 'personas.__proto__ is not a name for a persona;'],
    [
      'personas: {jim: {delay: {min: 4}}}',
      'personas.jim.delay.max is the number 3; it must be no less than personas.jim.delay.min, which is 4.',
    ],
    ['personas: {jim: {delay: 3}}', 'personas.jim.delay is the number 3; it must be a group of keys.'],
    [
      'personas: {jim: {mood: grim}}',
      'personas.jim.mood is an unknown key; known in personas.jim are prompt,',
    ],
    [
      'general: {default_persona: pirat}\npersonas: {pirate: {prompt: a}}',
      'general.default_persona is pirat, which is no persona; the personas are assistant, jim, pirate. Did you mean pirate?',
    ],
    [
      'general: {default_persona: jim}',
      'general.default_persona is jim, whom only managers of servers turn on; set personas.jim.enabled_by to everyone as well.',
    ],
    [
      'personas: {assistant: {enabled: false}}',
      'general.default_persona is assistant, which personas.assistant.enabled switches off; name another one, or switch it on.',
    ],
    ['routing: {after_content_refused: next}', 'it must be one of tell, next_provider.'],
    [
      'access: {block_users: [280412345678901234]}',
      'access.block_users.0 is the number 280412345678901250; it must be a Discord id, such as "280412345678901234", in quotes: as a number, one so long has lost its last digits.',
    ],
    [
      'access: {allow_guilds: ["Home"]}',
      'access.allow_guilds.0 is the text "Home"; it must be a Discord id,',
    ],
    [
      'access: {allow_guilds: "1"}',
      'must be a list of Discord ids in quotes, such as ["280412345678901234"].',
    ],
    ['access: {direct_messages: true}', 'it must be one of on, operators, off'],
    [
      'rate_limiting: {roles: {280412345678901234: {user_cooldown: 0}}}',
      'parley.yaml:1: a key is a number so long that it has lost its last digits; put it in quotes, as all ids of Discord.',
    ],
    [
      'rate_limiting: {roles: {helpers: {user_cooldown: 0}}}',
      'it must be a role: its Discord id in quotes as its name, a group of limits as its value.',
    ],
    [
      'rate_limiting: {roles: {"280412345678901234": {cooldown: 0}}}',
      'known in rate_limiting.roles.280412345678901234 are user_cooldown, user_requests_per_minute.',
    ],
    [
      'budgets: {time_zone: Mars}',
      'is the text "Mars"; it must be the name of a time zone, such as UTC or Europe/Berlin.',
    ],
  ])('%s', (text, sentence) => {
    expect(yaml(text)).toEqual([expect.stringContaining(sentence)])
  })
})

test('a persona may be anybody, and jim be for everybody', () => {
  const text = `
general: {default_persona: jim}
personas:
  assistant: {enabled: false}
  jim: {enabled_by: everyone, delay: {max: 2}}
  pirate: {prompt: Arr., providers: [mine/a/b, mine]}
providers: {mine: {model: a, base_url: "http://a"}}`
  const { settings, mistakes, warnings } = checkFile('parley.yaml', text)
  expect({ mistakes, warnings }).toEqual({ mistakes: [], warnings: [] })
  expect(settings?.personas.jim).toMatchObject({ enabled_by: 'everyone', delay: { min: 1, max: 2 } })
})

describe('providers', () => {
  const own = 'ollama: {model: a, base_url: "http://localhost:11434/v1"}'

  test('without an order, those of the file follow those that are built in', () => {
    const { settings } = checkFile('parley.yaml', `providers: {${own}}`)
    expect(settings?.providers.priority).toEqual(['groq', 'gemini', 'openai', 'ollama'])
  })

  test('one that the order leaves out is told about, unless it is switched off', () => {
    const text = `providers:\n  priority: [groq]\n  gemini: {enabled: false}\n`
    expect(checkFile('parley.yaml', text).warnings).toEqual([])
    expect(checkFile('parley.yaml', `${text}  ${own}`).warnings).toEqual([
      "parley.yaml:4: providers.ollama is set up but never asked, because providers.priority doesn't name it.",
    ])
  })

  test.each([
    'providers: {grok: {model: grok-4, base_url: "https://api.x.ai/v1"}}',
    'providers: {grok: {model: openai/gpt-oss-20b, kind: groq}}',
  ])('one may be called almost like another when it has an address or a kind: %s', (text) => {
    expect(checkFile('parley.yaml', text).settings?.providers.priority).toContain('grok')
  })

  test('a second account at Groq or Gemini needs no address', () => {
    const text = 'providers: {team: {kind: groq, models: [a, b]}, free: {kind: gemini, model: c}}'
    const { settings, mistakes } = checkFile('parley.yaml', text)
    expect(mistakes).toEqual([])
    expect(settings?.providers).toMatchObject({
      team: { kind: 'groq', models: ['a', 'b'] },
      free: { kind: 'gemini', model: 'c' },
    })
  })

  test('one that is built in may be asked by another protocol, at an address that speaks it', () => {
    const text =
      'providers: {gemini: {kind: openai, base_url: "https://generativelanguage.googleapis.com/v1beta/openai"}}'
    expect(checkFile('parley.yaml', text).settings?.providers.gemini.kind).toBe('openai')
  })

  test('models in place of a model are tried in their order', () => {
    const { settings } = checkFile('parley.yaml', 'providers: {groq: {models: [b, a]}}')
    expect(modelsOf(settings!.providers.groq)).toEqual(['b', 'a'])
    expect(modelsOf(settings!.providers.gemini)).toEqual(['gemini-3.5-flash-lite'])
  })

  test('a limit that never comes into effect is told about, when it was set', () => {
    expect(warnings('rate_limiting: {request_timeout: 5}')).toEqual([])
    expect(warnings('rate_limiting: {first_token_timeout: 5, request_timeout: 5}')).toEqual([])
    expect(warnings('rate_limiting: {first_token_timeout: 6, request_timeout: 5}')).toEqual([
      'parley.yaml:1: rate_limiting.first_token_timeout (6 seconds) is more than rate_limiting.request_timeout (5), so it has no effect: each model gets its share of the latter.',
    ])
  })
})
