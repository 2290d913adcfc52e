import { describe, expect, test } from 'vitest'
import { checkFile, checkSettings } from './check-settings.ts'
import { sentenceOf } from './mistakes.ts'
import { settingsSchema } from './settings.ts'

const defaults = settingsSchema.parse({})
const sentencesOf = (file: string, text: string) => checkFile(file, text).mistakes.map(sentenceOf)
const yaml = (text: string) => sentencesOf('parley.yaml', text)
const ini = (text: string) => sentencesOf('chat_config.ini', text)

describe('where settings come from', () => {
  test('without a file, all settings have their defaults', () => {
    expect(checkSettings(new Map())).toEqual({ settings: defaults, mistakes: [], warnings: [] })
  })

  test.each([
    ['an empty file', ''],
    ['a file of comments', '# nothing yet\n'],
    ['empty groups', 'general:\nproviders:\n  groq:\n'],
  ])('%s means the defaults', (_, text) => {
    expect(checkSettings(new Map([['parley.yaml', text]])).settings).toEqual(defaults)
  })

  test('an empty INI file means the defaults', () => {
    expect(checkSettings(new Map([['chat_config.ini', '[general]\n']])).settings).toEqual(defaults)
  })

  test.each([
    ['parley.yaml', 'general: {max_history: 2}'],
    ['chat_config.ini', '[general]\r\nmax_history = 2\r\n'],
  ])('%s may come from an editor that begins files with a mark and ends lines twice', (name, text) => {
    expect(checkFile(name, `\uFEFF${text}`).settings?.general.max_history).toBe(2)
  })

  test('parley.yaml wins over chat_config.ini, and a warning says so', () => {
    const files = new Map([
      ['chat_config.ini', '[general]\nmax_history = 1'],
      ['parley.yaml', 'general: {max_history: 2}'],
    ])
    const { settings, warnings } = checkSettings(files, 'config')
    expect(settings?.general.max_history).toBe(2)
    expect(warnings).toEqual([
      'config/parley.yaml is used, and config/chat_config.ini beside it is not: remove one of the two.',
    ])
  })

  test('a file with almost the right name is not read in silence', () => {
    expect(checkSettings(new Map([['parley.yml', 'general: {max_history: 2}']]), 'config').warnings).toEqual([
      'config/parley.yml is not read: settings are called parley.yaml or chat_config.ini.',
    ])
  })

  test('anchors and merge keys are resolved', () => {
    const text = 'providers:\n  groq: &fast {temperature: 0.5}\n  openai:\n    <<: *fast\n    model: other'
    expect(checkFile('parley.yaml', text).settings?.providers.openai).toMatchObject({
      temperature: 0.5,
      model: 'other',
    })
  })
})

const serviceOf = (text: string) => checkFile('parley.yaml', text).settings?.moderation.service

test('moderation may be named by its service alone', () => {
  expect(serviceOf('moderation: openai\n')).toBe('openai')
  expect(serviceOf('moderation: off\n')).toBe('off')
  expect(serviceOf('moderation: https://moderation.example/look\n')).toBe('https://moderation.example/look')
  expect(checkFile('parley.yaml', 'moderation: perhaps\n').mistakes).toMatchObject([
    { key: 'moderation.service' },
  ])
})

describe('a mistake says where it is, what was found and what is allowed', () => {
  test('all mistakes are said at once, in the order of the file', () => {
    const text =
      'general:\n  max_histroy: 3\n  max_history: -1\nrate_limiting:\n  user_cooldown: 3s\nloging: {}\n'
    expect(yaml(text)).toEqual([
      'parley.yaml:2: general.max_histroy is an unknown key; known in general are system_prompt, max_history, max_prompt_tokens, conversation_timeout_hours, persist_conversations, conversation_scope, default_persona, natural_delay, operators. Did you mean general.max_history?',
      'parley.yaml:3: general.max_history is the number -1; it must be a whole number from 0 to 1000 (messages).',
      'parley.yaml:5: rate_limiting.user_cooldown is the text "3s"; it must be a number from 0 to 86400 (seconds).',
      'parley.yaml:6: loging is an unknown key; known at the top are general, rate_limiting, access, budgets, providers, personas, routing, models, discord, attachments, moderation, legal, logging, database, shutdown. Did you mean logging?',
    ])
  })

  test.each([
    [
      'general: {max_history: "20"}',
      'is the text "20"; it must be a whole number from 0 to 1000 (messages), without quotes.',
    ],
    ['general: {max_history: 2.5}', 'is the number 2.5; it must be a whole number'],
    ['general: {max_history:}', 'is empty; it must be a whole number'],
    ['general: {max_history: .nan}', 'is not a finite number; it must be'],
    ['general: {max_history: [1]}', 'is a list; it must be'],
    ['general: {persist_conversations: yes}', 'is the text "yes"; it must be true or false, written out.'],
    [
      'general: {system_prompt: 42}',
      'is the number 42; it must be text of 1 to 20000 characters, in quotes.',
    ],
    [
      'logging: {level: loud}',
      'is the text "loud"; it must be one of trace, debug, info, warn, error, silent.',
    ],
    ['discord: true', 'discord is true; it must be a group of keys.'],
    [
      'providers: {x: {model: a}}',
      'providers.x.base_url is missing; it must be a web address that begins with http:// or https://.',
    ],
    ['providers: {x: {model: a, base_url: "ftp://a"}}', 'is the text "ftp://a"; it must be a web address'],
    [
      'providers: {A B: {model: a, base_url: "http://a"}}',
      'providers."A B" is not a name for a provider; it must begin',
    ],
    [
      'providers: {Groq: {model: a, base_url: "http://a"}}',
      'providers.Groq is not a name for a provider; it must begin',
    ],
    [
      'providers: {a-b: &x {model: a, base_url: "http://a"}, a_b: *x}',
      'providers.a_b is too much like a-b; both would take their keys from A_B_API_KEY.',
    ],
    [
      'providers: {priority: [groq, groc]}',
      'is a list with groc in it, which is no provider; the providers are groq, gemini, openai. Did you mean groq?',
    ],
    ['providers: {priority: [groq, groq]}', 'is a list with groq in it twice; name each provider once.'],
    ['providers: {priority: []}', 'providers.priority is an empty list; it must be a list'],
    [
      'providers: {priority: groq}',
      'providers.priority is the text "groq"; it must be a list, such as [groq, gemini].',
    ],
    [
      'providers: {gorq: {enabled: false}}',
      'providers.gorq is an unknown key; known in providers are priority, groq, gemini, openai. Did you mean providers.groq?',
    ],
    ['general: {user_cooldown: 3}', 'Did you mean rate_limiting.user_cooldown?'],
    ['max_history: 3', 'Did you mean general.max_history?'],
    ['general: {maxHistory: 3}', 'Did you mean general.max_history?'],
    ['- a', 'parley.yaml: the file is a list; it must hold groups of settings: general,'],
    ['__proto__: {}', '__proto__ is an unknown key'],
  ])('%s', (text, sentence) => {
    expect(yaml(text)).toEqual([expect.stringContaining(sentence)])
  })

  test.each([
    ['general:\n\tmax_history: 3', 'parley.yaml:2: a tab indents this line; YAML is indented by spaces.'],
    [
      'general:\n  max_history: 3\n  max_history: 4',
      'parley.yaml:3: this key stands twice in its group; keep one of the two.',
    ],
    [
      'general: {}\n---\nlogging: {}',
      'parley.yaml:2: a second document begins here (---); all settings stand in one.',
    ],
    ['general:\n  system_prompt: a: b', 'parley.yaml:2: there is a second colon in this line;'],
    [
      'general:\n  system_prompt: "a',
      'parley.yaml:2: a colon after a key is missing, or a closing quote or bracket;',
    ],
    ['general:\n  system_prompt: !env A', 'parley.yaml:2: a tag (a word that begins with !) is not known;'],
    ['general: &a [*a]', 'parley.yaml: its anchors and aliases (& and *)'],
    ['general: *nowhere', 'parley.yaml: its anchors and aliases (& and *)'],
  ])('YAML: %j', (text, sentence) => {
    expect(yaml(text)[0]).toContain(sentence)
  })

  test('a key that stands twice does not hide the other mistakes', () => {
    expect(yaml('general:\n  max_history: 3\n  max_history: 4\n  max_histroy: 5')).toHaveLength(2)
  })

  test('a file that is far too long is refused without being read', () => {
    expect(yaml('#'.repeat(200_000))).toEqual([expect.stringContaining('longer than 128 KiB')])
  })
})

describe('secrets', () => {
  test.each([
    ['discord: {token: hunter2}', 'DISCORD_TOKEN'],
    ['DISCORD_TOKEN: hunter2', 'DISCORD_TOKEN'],
    ['providers: {groq: {api_key: hunter2}}', 'GROQ_API_KEY'],
    ['providers: {groq: {apiKeys: [hunter2]}}', 'GROQ_API_KEY'],
    ['providers: {my-llm: {model: a, base_url: "http://a", key: hunter2}}', 'MY_LLM_API_KEY'],
    ['providers: {openai: {headers: {Authorization: hunter2}}}', 'OPENAI_API_KEY'],
    ['providers: {openai: {headers: {X-Api-Key: hunter2}}}', 'OPENAI_API_KEY'],
    ['providers: {openai: {body: {api_key: hunter2}}}', 'OPENAI_API_KEY'],
    ['providers: {openai: {base_url: "https://me:hunter2@example.com"}}', 'OPENAI_API_KEY'],
    ['providers: {openai: {base_url: "https://example.com/v1?key=hunter2"}}', 'OPENAI_API_KEY'],
    ['database: {url: "postgres://me:hunter2@db/parley"}', 'DATABASE_URL'],
    ['database: {password: hunter2}', 'DATABASE_URL'],
    ['logging: {level: gsk_hunter2hunter2hunter2}', 'put it into'],
  ])('%s is refused, without a word of it', (text, home) => {
    const sentences = yaml(text)
    expect(sentences).toEqual([expect.stringContaining(home)])
    expect(sentences.join()).toContain('secrets never stand in settings')
    expect(sentences.join()).not.toContain('hunter2')
  })

  test('what only sounds like a secret is no mistake', () => {
    const text =
      'providers: {openai: {body: {prompt_cache_key: a, max_tokens: 3, stop_token: b}, headers: {X-Title: c}}}'
    expect(yaml(text)).toEqual([])
  })
})

describe('chat_config.ini', () => {
  test('the older keys mean what they meant', () => {
    const text = `
; the bot of 2024
[general]
system_prompt = You are kind.
    You give 100%% of
# a comment in between

    what you have.
MAX_HISTORY: 12
conversation_timeout_hours = 1.5
persist_conversations = no
[rate_limiting]
request_timeout = 20
[providers]
priority = OpenAI, groq
groq_enabled = on
gemini_enabled = 0
groq_model = other
my-llm_base_url = http://localhost:1/v1
my-llm_models = Mine/Big, mine/small
my-llm_thought_tags = Think, [THINK]
[routing]
recovery_probes = no
[logging]
level = debug
[flask]
port = 1
`
    const { settings, warnings } = checkFile('chat_config.ini', text)
    expect(settings?.general).toMatchObject({
      system_prompt: 'You are kind.\nYou give 100% of\n\nwhat you have.',
      max_history: 12,
      conversation_timeout_hours: 1.5,
      persist_conversations: false,
    })
    expect(settings?.rate_limiting.request_timeout).toBe(20)
    expect(settings?.providers).toMatchObject({
      priority: ['openai', 'groq'],
      groq: { enabled: true, model: 'other' },
      gemini: { enabled: false },
      'my-llm': { models: ['Mine/Big', 'mine/small'], thought_tags: ['Think', '[THINK]'] },
    })
    expect(settings?.routing.recovery_probes).toBe(false)
    expect(settings?.logging.level).toBe('debug')
    expect(warnings).toEqual([
      'chat_config.ini:26: the section [flask] is not known and is passed over.',
      "chat_config.ini:19: [providers] my-llm is set up but never asked, because [providers] priority doesn't name it.",
    ])
  })

  test.each([
    [
      '[rate_limiting]\nuser_cooldown = 3s',
      'chat_config.ini:2: [rate_limiting] user_cooldown is the text "3s"; it must be a number',
    ],
    ['[general]\nmax_history = 0x10', 'is the text "0x10"; it must be a whole number'],
    ['[general]\nmax_history = 20 ; twenty', 'a comment needs a line of its own.'],
    ['[general]\nmax_history =', 'max_history is empty; it must be a whole number'],
    ['[general]\npersist_conversations = maybe', 'is the text "maybe"; it must be true or false'],
    ['[general]\nmax_histroy = 3', 'Did you mean [general] max_history?'],
    ['[providers]\ngroq_enabld = yes', 'Did you mean [providers] groq_enabled?'],
    ['[providers]\ngrok_enabled = yes', 'Did you mean [providers] groq?'],
    ['[providers]\npriority = groq, gemnini', 'Did you mean gemini?'],
    [
      '[providers]\ngroq_headers = a',
      'is the text "a"; it must be a group of keys, which parley.yaml can hold and an INI file cannot.',
    ],
    [
      '[providers]\ngroq_quota_domains = a',
      'groq_quota_domains is the text "a"; it must be a group of keys, which',
    ],
    ['[models]\ngroq = a', '[models] groq is the text "a"; it must be a group of keys, which parley.yaml'],
    ['[models]\n__proto__ = a', '[models] __proto__ is no provider;'],
    ['[providers]\n__proto___enabled = yes', '[providers] __proto__ is an unknown key;'],
    ['[providers]\ngroq_models = a, b, a', 'groq_models is a list with a in it twice'],
    ['[providers]\ngroq_model = a\ngroq_models = b', 'is set beside [providers] groq_model; keep one'],
    [
      '[logging]\nlevel = %(x)s',
      'is a value with %(name)s, which stood for the value of another key; write that value itself',
    ],
    ['max_history = 3', 'this line stands before any section; write a section above it, such as [general].'],
    ['[general]\nmax_history', 'this line is neither a section, a key with its value, nor a comment;'],
    [
      '[general]\nmax_history = 3\nmax_history = 3',
      'chat_config.ini:3: this key stands in line 2 already; keep one of the two.',
    ],
    ['[general]\n[general]', 'chat_config.ini:2: this section [general] stands in line 1 already'],
    ['[general]\ndiscord_token = hunter2', 'DISCORD_TOKEN'],
  ])('%j', (text, sentence) => {
    expect(ini(text)).toEqual([expect.stringContaining(sentence)])
  })
})
