import { readFile } from 'node:fs/promises'
import { parseEnv } from 'node:util'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { generatedFiles } from '../scripts/generated.ts'
import { checkFile } from '../src/config/check-settings.ts'
import { settingsJsonSchema } from '../src/config/json-schema.ts'
import { readCatalogue } from '../src/database/catalogue.ts'
import { arbitrarySettings } from './arbitrary-settings.ts'
import { createTestDatabase } from './database.ts'

const read = (path: string) => readFile(new URL(`../${path}`, import.meta.url), 'utf8')

test('what is made from the settings and the tables is up to date; if not, npm run generate', async () => {
  await using own = await createTestDatabase()
  for (const [file, text] of await generatedFiles(await readCatalogue(own.database)))
    expect(await readFile(file, 'utf8')).toBe(text)
})

describe('the JSON schema', () => {
  const ajv = new Ajv2020()
  addFormats.default(ajv)
  const accepts = ajv.compile(settingsJsonSchema())

  test('accepts what the bot accepts', () => {
    fc.assert(fc.property(arbitrarySettings(), (settings) => accepts(settings)))
    expect(accepts({})).toBe(true)
  })

  test.each([
    { general: { max_histroy: 3 } },
    { general: { max_history: -1 } },
    { general: { max_history: 2.5 } },
    { rate_limiting: { request_timeout: 0 } },
    { logging: { level: 'loud' } },
    { loging: {} },
    { providers: { priority: ['groq', 'groq'] } },
    { providers: { mine: { model: 'a' } } },
    { providers: { mine: { base_url: 'http://a' } } },
    { providers: { mine: { model: 'a', kind: 'grok', base_url: 'http://a' } } },
    { providers: { groq: { model: 'a', models: ['b'] } } },
    { providers: { groq: { models: ['a', 'a'] } } },
    { models: { groq: { a: { shuts_down: 'soon' } } } },
    { providers: { 'My LLM': { model: 'a', base_url: 'http://a' } } },
    { providers: { groq: { headers: { 'a b': 'c' } } } },
    { personas: { pirate: {} } },
    { personas: { Pirate: { prompt: 'Arr.' } } },
    { personas: { jim: { providers: ['Open AI'] } } },
  ])('refuses %j, as the bot does', (settings) => {
    expect(accepts(settings)).toBe(false)
    expect(checkFile('a.yaml', JSON.stringify(settings)).settings).toBeNull()
  })
})

describe('the examples', () => {
  test('are settings without a mistake, and so are the lines that wait in comments', async () => {
    const text = await read('config.example/parley.yaml')
    expect(checkFile('parley.yaml', text)).toMatchObject({ mistakes: [], warnings: [] })
    const all = text
      .replaceAll(/^ {2}# ( *[a-z-_]+:.*)$/gm, '  $1')
      .replace('[groq, gemini, openai]', '[my-ollama, openai]')
    expect(Object.keys(parse(all).providers)).toEqual(['priority', 'openai', 'my-ollama'])
    expect(checkFile('parley.yaml', all)).toMatchObject({ mistakes: [], warnings: [] })
  })

  test('of the guides are settings without a mistake', async () => {
    const guides = await Promise.all(['docs/providers.md', 'docs/personas.md'].map(read))
    const examples = guides.flatMap((guide) => [...guide.matchAll(/```yaml\n([^]*?)```/g)])
    expect(examples.length).toBeGreaterThan(7)
    for (const [, text = ''] of examples)
      expect(checkFile('parley.yaml', text)).toMatchObject({ mistakes: [], warnings: [] })
  })

  test('name only variables that the documentation explains', async () => {
    const guide = await read('docs/configuration.md')
    for (const name of Object.keys(parseEnv(await read('.env.example'))))
      expect(guide).toContain(`\`${name}\``)
  })
})
