import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { settingsJsonSchema } from '../config/json-schema.ts'
import { runCommand } from './run-command.ts'

const nothing = async function* () {}

const run = async (...args: string[]) => {
  let out = ''
  let err = ''
  const io = {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
  }
  const code = await runCommand(args, io, nothing)
  return { code, out, err }
}

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
      out: `warning: ${folder}/parley.yaml:1: rate_limiting.user_cooldown is accepted, and takes effect in a later version.\n${folder} is fine.\n`,
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
