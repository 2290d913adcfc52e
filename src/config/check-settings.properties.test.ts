import * as fc from 'fast-check'
import { distance } from 'fastest-levenshtein'
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { arbitrarySettings } from '../../test/arbitrary-settings.ts'
import { checkFile } from './check-settings.ts'
import { isGroup } from './formats/document.ts'
import { knownPaths, namesAt, nodeAt } from './json-schema.ts'
import { sentenceOf } from './mistakes.ts'

const said = (file: string, text: string) => {
  const { mistakes, warnings } = checkFile(file, text)
  return [...mistakes.map(sentenceOf), ...warnings].join('\n')
}

describe('settings', () => {
  test('that are valid load as they were written down in YAML', () => {
    fc.assert(
      fc.property(arbitrarySettings(), (settings) => {
        const checked = checkFile('parley.yaml', stringify(settings))
        expect(checked.mistakes).toEqual([])
        expect(checked.settings).toEqual(settings)
      }),
    )
  })

  test('mean the same in INI as in YAML', () => {
    const line = fc.stringMatching(/^[A-Za-z%[=:"'é][ -~é]{0,30}[!-~]$/)
    const prompt = fc.array(line, { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\n'))
    fc.assert(
      fc.property(arbitrarySettings(), prompt, (settings, system_prompt) => {
        const scalar = withoutGroups({ ...settings, general: { ...settings.general, system_prompt } })
        const fromIni = checkFile('chat_config.ini', iniOf(scalar))
        expect(fromIni.mistakes.map(sentenceOf)).toEqual([])
        expect(fromIni.settings).toEqual(checkFile('parley.yaml', stringify(scalar)).settings)
      }),
    )
  })

  test('with one letter of a key mistyped are refused, and the key that was meant is named', () => {
    const edit = fc.record({
      path: fc.constantFrom(...knownPaths),
      at: fc.nat(),
      letter: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz_'.split('')),
      kind: fc.constantFrom('insert', 'delete', 'replace'),
    })
    fc.assert(
      fc.property(edit, ({ path, at, letter, kind }) => {
        const key = path.at(-1) ?? ''
        const place = at % key.length
        const inserted = kind === 'delete' ? '' : letter
        const typo = key.slice(0, place) + inserted + key.slice(place + (kind === 'insert' ? 0 : 1))
        // model and models are a letter apart: what is between them, or is the other one, says nothing.
        const others = namesAt(path.slice(0, -1)).filter((name) => name !== key)
        fc.pre(typo !== key && others.every((other) => distance(other, typo) > 1))
        const mistyped = [...path.slice(0, -1), typo]
        const value = nodeAt(path)?.type === 'object' ? {} : 1
        const text = stringify(mistyped.reduceRight<unknown>((inner, step) => ({ [step]: inner }), value))
        const { mistakes } = checkFile('parley.yaml', text)
        expect(mistakes).toMatchObject([
          { key: mistyped.join('.'), nearest: path.join('.'), line: mistyped.length },
        ])
      }),
      { numRuns: 400 },
    )
  })

  test('of any bytes are checked without an exception', () => {
    const bytes = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('utf8'))
    const like = fc.array(fc.constantFrom(...syntax), { maxLength: 40 }).map((words) => words.join(''))
    fc.assert(
      fc.property(fc.oneof(bytes, like), fc.constantFrom('a.yaml', 'a.ini'), (text, file) => {
        const { settings, mistakes } = checkFile(file, text)
        expect(settings === null).toBe(mistakes.length > 0)
      }),
      { numRuns: 500 },
    )
  })

  test.each([
    ['nesting', '['.repeat(50_000)],
    ['nesting of keys', 'a: '.repeat(30_000)],
    ['aliases that multiply', bomb()],
    ['keys', Array.from({ length: 5000 }, (_, index) => `k${index}: 1`).join('\n')],
    ['spaces', `a${' '.repeat(100_000)}b`],
    ['what might become a token', `general: {max_history: ${'a-'.repeat(60_000)}}`],
    ['quotes', '"'.repeat(50_000)],
  ])('with no end of %s are refused in bearable time', (_, text) => {
    expect(checkFile('a.yaml', text).settings).toBeNull()
    expect(checkFile('a.ini', text).settings).toBeNull()
  })

  test('with a secret in them are refused, and no sentence holds it', () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9]{12,40}$/)
    const places = fc.constantFrom<(secret: string) => [file: string, text: string]>(
      (secret) => ['a.yaml', stringify({ discord: { token: secret } })],
      (secret) => ['a.yaml', stringify({ GROQ_API_KEY: secret })],
      (secret) => ['a.yaml', stringify({ providers: { openai: { api_keys: [secret] } } })],
      (secret) => ['a.yaml', stringify({ providers: { openai: { headers: { Authorization: secret } } } })],
      (secret) => [
        'a.yaml',
        stringify({ providers: { groq: { base_url: `https://me:${secret}@example.com` } } }),
      ],
      (secret) => ['a.yaml', stringify({ providers: { groq: { body: { secret } } } })],
      (secret) => ['a.yaml', stringify({ general: { max_history: `sk-${secret}aaaa` } })],
      (secret) => ['a.yaml', stringify({ [`sk-${secret}aaaa`]: 1 })],
      (secret) => ['a.yaml', `token: ${secret}: b\n${secret}`],
      (secret) => ['a.yaml', `discord:\n\ttoken: "${secret}`],
      (secret) => ['a.yaml', secret],
      (secret) => ['a.yaml', `- ${secret}`],
      (secret) => ['a.ini', `[general]\ndiscord_token = ${secret}`],
      (secret) => ['a.ini', `[providers]\ngroq_api_key_1: ${secret}`],
      (secret) => ['a.ini', `[general]\n${secret}`],
      (secret) => ['a.ini', secret],
    )
    fc.assert(
      fc.property(secret, places, (secret, place) => {
        const [file, text] = place(secret)
        expect(checkFile(file, text).settings).toBeNull()
        expect(said(file, text).toLowerCase()).not.toContain(secret.toLowerCase())
      }),
      { numRuns: 300 },
    )
  })

  test('with a secret in a section that is passed over warn of it, and no sentence holds it', () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9]{12,40}$/)
    const places = fc.constantFrom(
      (secret: string) => `[bot]\ntoken = ${secret}`,
      (secret: string) => `[anything]\nharmless = sk-${secret}aaaa`,
    )
    fc.assert(
      fc.property(secret, places, (secret, place) => {
        const { settings, warnings } = checkFile('a.ini', place(secret))
        expect(settings).not.toBeNull()
        expect(warnings.join()).toContain('secrets never stand in settings')
        expect(warnings.join().toLowerCase()).not.toContain(secret.toLowerCase())
      }),
    )
  })
})

const syntax =
  `general providers groq max_history __proto__ << a 1 ~ .nan 2024-01-01 : - ? { } [ ] , &a *a !a !!set | > " ' # %
  %YAML --- ... = [general] key:`
    .split(/\s+/)
    .concat(': ', '- ', '&a ', '!a ', '\n', '\n  ', '\n\t', ' ', '\r', '%YAML 1.1\n---\n', '\u0000', '\uFEFF')

type Group = Record<string, unknown>

/** What an INI file can hold: no personas, no groups below a provider, and a model's name without blanks around it. */
const withoutGroups = ({
  models: _models,
  personas: _personas,
  ...settings
}: Record<string, Group>): Record<string, Group> => {
  const providers = Object.entries(settings['providers'] ?? {}).map(([name, provider]) => {
    if (!isGroup(provider)) return [name, provider]
    const { headers: _headers, body: _body, quota_domains: _domains, ...rest } = provider
    return [name, 'models' in rest ? { ...rest, models: ['A/model', 'b'] } : { ...rest, model: 'a-model' }]
  })
  const general = { ...settings['general'], default_persona: 'assistant' }
  const { roles: _roles, ...rate_limiting } = settings['rate_limiting'] ?? {}
  return { ...settings, general, rate_limiting, providers: Object.fromEntries(providers) }
}

const iniOf = (settings: Record<string, Group>) =>
  Object.entries(settings)
    .map(([section, keys]) => [`[${section}]`, ...Object.entries(keys).flatMap(linesOf)].join('\n'))
    .join('\n\n')

const linesOf = ([key, value]: [string, unknown]): string[] => {
  if (Array.isArray(value)) return [`${key} = ${value.join(', ')}`]
  if (!isGroup(value)) return [`${key} = ${escaped(value)}`]
  return Object.entries(value).flatMap(([option, inner]) => linesOf([`${key}_${option}`, inner]))
}

const escaped = (value: unknown) => String(value).replaceAll('%', '%%').replaceAll('\n', '\n    ')

const nine = (text: string) => Array.from({ length: 9 }, () => text).join(', ')

function bomb() {
  const names = 'abcdefgh'.split('')
  return names
    .map((name, index) => `${name}: &${name} [${nine(index === 0 ? '1' : `*${names[index - 1]}`)}]`)
    .join('\n')
}
