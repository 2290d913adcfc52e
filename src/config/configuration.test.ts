import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ConfigurationError } from '../lib/errors.ts'
import { loadConfiguration } from './configuration.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-configuration-'))
})
afterEach(async () => rm(folder, { recursive: true }))

const write = async (name: string, text: string) => {
  await mkdir(dirname(join(folder, name)), { recursive: true })
  await writeFile(join(folder, name), text)
}
const load = (variables: Record<string, string> = {}) =>
  loadConfiguration({ PARLEY_SECRETS_DIR: join(folder, 'secrets'), ...variables }, folder)
const mistakesOf = async (variables: Record<string, string>) => {
  const error = await load(variables).then(
    () => null,
    (error: unknown) => error,
  )
  expect(error).toBeInstanceOf(ConfigurationError)
  return String(error)
}
const keysOf = async (provider: string, variables: Record<string, string>) =>
  (await load(variables)).secrets.keys.get(provider)

describe('the environment', () => {
  test('says nothing on a bare machine, and everything has a default', async () => {
    const { environment, secrets, settings } = await loadConfiguration({}, folder)
    expect(environment).toEqual({
      port: { number: 5000, chosen: false },
      sandboxPort: { number: 5050, chosen: false },
      configDirectory: { path: 'config', chosen: false },
      dataDirectory: '.data',
      discordApiUrl: 'https://discord.com/api',
      baseUrls: new Map(),
      database: {},
    })
    expect(secrets).toEqual({
      discordToken: null,
      keys: new Map(),
      encryption: { current: null, older: [] },
    })
    expect(settings.current.general.max_history).toBe(20)
  })

  test.each([
    ['0', 0],
    [' 8080 ', 8080],
    ['65535', 65_535],
  ])('PORT may be %j', async (PORT, number) => {
    expect((await load({ PORT })).environment.port).toEqual({ number, chosen: true })
  })

  test.each(['65536', '-1', '80a', '1e3', '3.5', 'http'])('PORT may not be %j', async (PORT) => {
    expect(await mistakesOf({ PORT })).toContain('PORT is the text')
  })

  test.each([
    ['http://127.0.0.1:1234/api', 'http://127.0.0.1:1234/api'],
    ['https://example.com/api/', 'https://example.com/api'],
    ['https://example.com/api/v10', 'https://example.com/api'],
    ['https://example.com/api/v10/', 'https://example.com/api'],
    ['https://example.com', 'https://example.com'],
  ])('DISCORD_API_URL %s is %s', async (DISCORD_API_URL, url) => {
    expect((await load({ DISCORD_API_URL })).environment.discordApiUrl).toBe(url)
  })

  test('passes on what belongs to the database, and nothing else', async () => {
    const database = { DATABASE_URL: 'postgres://a', PGHOST: 'b', PGSSLROOTCERT: 'c', PGAPPNAME: 'd' }
    expect((await load({ ...database, PGDATA: 'd', HOME: 'e' })).environment.database).toEqual(database)
  })

  test('refuses a bad proxy and a missing file of certificates with all other mistakes', async () => {
    const mistakes = await mistakesOf({ PORT: 'x', HTTPS_PROXY: 'a:1', NODE_EXTRA_CA_CERTS: 'none.pem' })
    for (const name of ['PORT', 'HTTPS_PROXY', 'NODE_EXTRA_CA_CERTS'])
      expect(mistakes).toContain(`${name} is`)
  })

  test('gives a provider its address where the settings do not', async () => {
    await write('config/parley.yaml', 'providers: {groq: {base_url: "http://settings"}}')
    const { settings } = await load({ GROQ_BASE_URL: 'http://variable', OPENAI_BASE_URL: 'http://variable' })
    expect(settings.current.providers.groq.base_url).toBe('http://settings')
    expect(settings.current.providers.openai.base_url).toBe('http://variable')
    expect(settings.current.providers.gemini.base_url).toBeUndefined()
  })

  test('says all its mistakes together with those of the settings, and no secret', async () => {
    await write('config/parley.yaml', 'general: {max_histroy: 3}')
    const mistakes = await mistakesOf({
      PORT: 'five',
      SANDBOX_PORT: '99999',
      DISCORD_API_URL: 'https://me:hunter2@example.com',
      GROQ_BASE_URL: 'localhost',
      DISCORD_TOKEN: 'hunter2',
      PARLEY_SECRETS_DIR: '/dev/null',
    })
    expect(mistakes.split('\n').map((line) => line.trim())).toEqual([
      'MistakenConfiguration: There are 6 mistakes in the configuration:',
      "/dev/null: this can't be read (ENOTDIR); it must be something that this process may read, or not be there.",
      'the environment: GROQ_BASE_URL is the text "localhost"; it must be a web address that begins with http:// or https://.',
      'the environment: PORT is the text "five"; it must be a whole number from 0 to 65535, and 0 takes a free port.',
      'the environment: SANDBOX_PORT is the text "99999"; it must be a whole number from 0 to 65535, and 0 takes a free port.',
      'the environment: DISCORD_API_URL is a text that looks like a secret; it must be a web address that begins with http:// or https://.',
      expect.stringMatching(/^config\/parley.yaml:1: general.max_histroy is an unknown key/),
    ])
  })
})

describe('variables', () => {
  test('come from the environment before secret files, and from those before .env', async () => {
    await write('.env', 'DISCORD_TOKEN=third\nGROQ_API_KEY="third"\nOPENAI_API_KEY=third # a comment\n')
    await write('secrets/DISCORD_TOKEN', 'second\n')
    await write('secrets/GROQ_API_KEY', 'second\r\n')
    const { secrets } = await load({ DISCORD_TOKEN: 'first' })
    expect(secrets.discordToken).toBe('first')
    expect(secrets.keys.get('groq')).toEqual([{ name: 'GROQ_API_KEY', value: 'second' }])
    expect(secrets.keys.get('openai')).toEqual([{ name: 'OPENAI_API_KEY', value: 'third' }])
  })

  test('that are empty count as not set', async () => {
    await write('secrets/DISCORD_TOKEN', 'second')
    expect((await load({ DISCORD_TOKEN: '' })).secrets.discordToken).toBe('second')
  })

  test('are read from a Secret as Kubernetes mounts it', async () => {
    await write('secrets/..2026_01_01/DISCORD_TOKEN', 'mounted')
    await symlink('..2026_01_01', join(folder, 'secrets/..data'))
    await symlink('..data/DISCORD_TOKEN', join(folder, 'secrets/DISCORD_TOKEN'))
    expect((await load()).secrets.discordToken).toBe('mounted')
  })

  test('may name the secrets directory in .env', async () => {
    await write('elsewhere/DISCORD_TOKEN', 'found')
    await write('.env', `PARLEY_SECRETS_DIR=${join(folder, 'elsewhere')}`)
    expect((await loadConfiguration({}, folder)).secrets.discordToken).toBe('found')
  })

  test('with a mistake are told with the file they stand in', async () => {
    await write('.env', 'PORT=x')
    expect(await mistakesOf({})).toContain('.env: PORT is the text "x"')
  })
})

test('the token may stand as it does in the header of a request', async () => {
  expect((await load({ DISCORD_TOKEN: '"Bot abc"' })).secrets.discordToken).toBe('abc')
})

describe('keys', () => {
  test('are taken by number, whatever is left out between', async () => {
    const keys = await keysOf('groq', {
      GROQ_API_KEY_10: 'c',
      GROQ_API_KEY_2: ' b ',
      GROQ_API_KEY: '"a"',
      GROQ_API_KEY_X: 'd',
    })
    expect(keys).toEqual([
      { name: 'GROQ_API_KEY', value: 'a' },
      { name: 'GROQ_API_KEY_2', value: 'b' },
      { name: 'GROQ_API_KEY_10', value: 'c' },
    ])
  })

  test('of a provider of the settings are called by its name in capitals', async () => {
    await write('config/parley.yaml', 'providers: {my-llm: {model: a, base_url: "http://a"}}')
    expect(await keysOf('my-llm', { MY_LLM_API_KEY: 'a' })).toEqual([{ name: 'MY_LLM_API_KEY', value: 'a' }])
  })

  test('that repeat another count once, with a warning that does not show them', async () => {
    const { secrets, warnings } = await load({ GROQ_API_KEY: 'hunter2', GROQ_API_KEY_1: 'hunter2' })
    expect(secrets.keys.get('groq')).toHaveLength(1)
    expect(warnings).toContain('GROQ_API_KEY_1 holds the same key as GROQ_API_KEY, and counts once.')
    expect(warnings.join()).not.toContain('hunter2')
  })

  test.each(
    [
      ['your-key-here', 'gsk_your_key', 'YOUR_GROQ_KEY', 'changeme', 'change-me', '<key>', '${GROQ_API_KEY}'],
      ['sk-xxxxxxxx', 'gsk_...', 'xxx-xxxx', 'todo', 'paste-key-here', '   ', '""'],
    ].flat(),
  )('that are the placeholder %j are passed over with a warning', async (value) => {
    const { secrets, warnings } = await load({ GROQ_API_KEY: value })
    expect(secrets.keys.size).toBe(0)
    expect(warnings).toContain('GROQ_API_KEY holds no key but a placeholder, and is passed over.')
  })

  test.each(['ollama', 'my-vllm-key', 'hereafter', 'gsk_4yourKeyIsReal8', 'changed'])(
    'may be %j',
    async (value) => {
      expect(await keysOf('groq', { GROQ_API_KEY: value })).toEqual([{ name: 'GROQ_API_KEY', value }])
    },
  )
})

describe('warnings', () => {
  test('tell what older bots needed and this one does not', async () => {
    expect((await load({ FLASK_SECRET_KEY: 'x' })).warnings).toContain(
      'FLASK_SECRET_KEY is no longer needed, and may be removed.',
    )
  })

  test('tell of a variable that is called almost like the one that is missing', async () => {
    const sentence =
      "DISCORD_BOT_TOKEN is set and is no variable of Parley's, and DISCORD_TOKEN is not set: did you mean that?"
    expect((await load({ DISCORD_BOT_TOKEN: 'x' })).warnings).toContain(sentence)
    expect((await load({ DISCORD_BOT_TOKEN: 'x', DISCORD_TOKEN: 'y' })).warnings).not.toContain(sentence)
  })

  test("don't tell of the key of a provider of one's own, whatever it is called", async () => {
    await write('config/parley.yaml', 'providers: {mine: {model: a, base_url: "http://a"}}')
    expect((await load({ MINE_API_KEY: 'x', MINE_API_KEY_1: 'y' })).warnings.join()).not.toContain('MINE')
  })
})

describe('the settings directory', () => {
  test('need not be there when it is the default one', async () => {
    expect((await load()).settings.current.logging.level).toBe('info')
  })

  test('has to be there when it was chosen', async () => {
    expect(await mistakesOf({ PARLEY_CONFIG_DIR: 'elsewhere' })).toContain(
      'elsewhere: there is no such directory; PARLEY_CONFIG_DIR must name the one with parley.yaml in it.',
    )
  })

  test('may be chosen', async () => {
    await write('elsewhere/chat_config.ini', '[logging]\nlevel = debug')
    const { settings, warnings } = await load({ PARLEY_CONFIG_DIR: 'elsewhere' })
    expect(settings.current.logging.level).toBe('debug')
    await write('empty/other.txt', '')
    expect((await load({ PARLEY_CONFIG_DIR: 'empty' })).warnings).toEqual([
      ...warnings,
      'empty holds neither parley.yaml nor chat_config.ini: all settings have their defaults.',
    ])
  })

  test('that is a file, or whose file cannot be read, is a mistake', async () => {
    await write('file', '')
    expect(await mistakesOf({ PARLEY_CONFIG_DIR: 'file' })).toContain("file: this can't be read (ENOTDIR)")
    await mkdir(join(folder, 'config/parley.yaml'), { recursive: true })
    expect(await mistakesOf({})).toContain("config/parley.yaml: this can't be read (EISDIR)")
  })
})

describe('the key that stored texts are encrypted with', () => {
  const bytes = Buffer.alloc(32, 200)
  const forms = ['base64', 'base64url', 'hex'] as const

  test.each(forms)('may be written as %s, and older ones are read', async (form) => {
    const { encryption } = (
      await load({
        PARLEY_ENCRYPTION_KEY: ` ${bytes.toString(form)} `,
        PARLEY_ENCRYPTION_KEY_10: Buffer.alloc(32, 2).toString(form),
        PARLEY_ENCRYPTION_KEY_2: Buffer.alloc(32, 1).toString(form),
      })
    ).secrets
    expect(encryption.current).toEqual({ name: 'PARLEY_ENCRYPTION_KEY', bytes })
    expect(encryption.older.map(({ name }) => name)).toEqual([
      'PARLEY_ENCRYPTION_KEY_2',
      'PARLEY_ENCRYPTION_KEY_10',
    ])
  })

  test.each(['your-key-here', 'ab'.repeat(16), 'ab'.repeat(33), `${'A'.repeat(42)}!`])(
    'may not be %s, and is not printed',
    async (value) => {
      const said = await mistakesOf({ PARLEY_ENCRYPTION_KEY_1: value })
      expect(said).toContain('PARLEY_ENCRYPTION_KEY_1 is no key of 32 bytes')
      expect(said).not.toContain(value)
    },
  )
})
