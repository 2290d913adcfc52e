import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { settingsJsonSchema } from '../config/json-schema.ts'
import type { Finding } from '../lib/finding.ts'
import type { Examine } from './doctor.ts'
import { runCommand } from './run-command.ts'

const run = async (...args: string[]) => {
  let out = ''
  let err = ''
  const io = {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
  }
  const code = await runCommand(args, io, examine)
  return { code, out, err }
}

let found: Finding[] = []
let broken: Error | null = null
let askedAbout: readonly string[] | null = null
const examine: Examine = async function* ({ channels }) {
  askedAbout = channels
  yield* found
  if (broken) throw broken
}
beforeEach(() => {
  found = []
  broken = null
  askedAbout = null
})

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-cli-'))
})
afterEach(async () => rm(folder, { recursive: true }))

test('without a command the bot starts', async () => {
  expect(await run()).toEqual({ code: null, out: '', err: '' })
})

test.each([['help'], ['--help'], ['-h'], ['check-config', '--help']])(
  '%s prints the usage',
  async (...args) => {
    const { code, out } = await run(...args)
    expect(code).toBe(0)
    expect(out).toContain('parley check-config PATH')
  },
)

test('--version prints the version', async () => {
  expect(await run('--version')).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
})

test('schema prints the JSON schema', async () => {
  const { code, out } = await run('schema')
  expect(code).toBe(0)
  expect(JSON.parse(out)).toEqual(settingsJsonSchema())
})

test.each([
  [['chek-config', 'x'], 'There is no command "chek-config". Did you mean check-config?'],
  [['fly'], 'There is no command "fly".\n'],
  [['--hlp'], "Unknown option '--hlp'.\n"],
  [['check-config'], 'check-config takes one path'],
  [['check-config', 'a', 'b'], 'check-config takes one path'],
  [['schema', 'a'], 'schema takes no path'],
  [['doctor', 'config'], 'doctor takes no path'],
  [['doctor', '--channel', '#general'], '--channel takes the id of a channel, 17 to 20 digits'],
  [['doctor', '--channel'], "Option '--channel <value>' argument missing.\n"],
  [['check-config', 'config', '--json'], 'Only doctor takes --json and --channel.'],
  [['--json'], 'Only doctor takes --json and --channel.'],
])('%j is misused: it says how, and ends with 2', async (args, sentence) => {
  const { code, out, err } = await run(...args)
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toContain(sentence)
  expect(err).toContain('Usage:')
})

describe('check-config', () => {
  test('is content with a directory without mistakes', async () => {
    await writeFile(join(folder, 'parley.yaml'), 'rate_limiting: {user_cooldown: 5}')
    expect(await run('check-config', folder)).toEqual({
      code: 0,
      out: `${folder} is fine.\n`,
      err: '',
    })
  })

  test.each([
    ['settings.yml', 'general: {max_history: x}\nlogging: {level: y}'],
    ['old.ini', '[general]\nmax_history = x\n[logging]\nlevel = y'],
  ])('prints a line for each mistake in %s, and ends with 1', async (name, text) => {
    const path = join(folder, name)
    await writeFile(path, text)
    const { code, out } = await run('check-config', path)
    expect(code).toBe(1)
    expect(out.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^mistake: .*max_history is the text "x"; it must be/),
      expect.stringMatching(/^mistake: .*level is the text "y"; it must be/),
    ])
  })

  test('says of a path that is not there what it needs', async () => {
    const { code, err } = await run('check-config', join(folder, 'nowhere'))
    expect(code).toBe(1)
    expect(err).toContain("nowhere can't be read (ENOENT): name a directory or a file that is there.")
  })
})

describe('doctor', () => {
  const ok: Finding = { level: 'ok', about: 'clock', says: 'It goes right.' }
  const warning: Finding = { level: 'warning', about: 'providers', says: 'One is\n\u001B slow.' }
  const problem: Finding = { level: 'problem', about: 'discord', says: 'It refuses the token.' }

  test('prints a line for each finding, and ends with 1 if one is a problem', async () => {
    found = [ok, warning, problem, problem]
    expect(await run('doctor')).toEqual({
      code: 1,
      out: [
        'ok       clock     It goes right.',
        'warning  providers One is slow.',
        'problem  discord   It refuses the token.',
        'problem  discord   It refuses the token.',
        '',
        '2 problems, 1 warning.',
        '',
      ].join('\n'),
      err: '',
    })
  })

  test.each([
    [[ok], 'Nothing is wrong.'],
    [[ok, warning], '1 warning.'],
  ])('ends with 0 if none is', async (findings, last) => {
    found = findings
    const { code, out } = await run('doctor')
    expect({ code, last: out.trim().split('\n').at(-1) }).toEqual({ code: 0, last })
  })

  test('prints them as JSON, and nothing else', async () => {
    found = [ok, problem]
    const { code, out } = await run('doctor', '--json')
    expect({ code, findings: JSON.parse(out) }).toEqual({ code: 1, findings: found })
  })

  test('says so when it breaks, without what the error says', async () => {
    found = [ok]
    broken = new TypeError('secret')
    const { code, out, err } = await run('doctor')
    expect({ code, err }).toEqual({ code: 1, err: '' })
    expect(out).toContain("problem  doctor    It broke off by a mistake of Parley's own (TypeError)")
    expect(out).not.toContain('secret')
  })

  test('asks about each channel that is named', async () => {
    await run('doctor', '--channel', '123456789012345678', '--channel=223456789012345678')
    expect(askedAbout).toEqual(['123456789012345678', '223456789012345678'])
  })
})
