import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { layers } from '../layers.ts'
import { repository } from './process.ts'

/** What must not pass, and what the linter says to it; by the file that it stands in. */
const mistakes: Record<string, [code: string, complaint: RegExp]> = {
  'src/chat/upwards.ts': [`export { intake } from '../discord/intake.ts'`, /chat may not import discord/],
  'src/turns/sideways.ts': [
    `import type { History } from '../conversations/history.ts'\nexport type One = History`,
    /turns may not import conversations/,
  ],
  'src/ops/later.ts': [
    `export const later = () => import('../database/pool.ts')`,
    /ops may not import database/,
  ],
  'src/chat/detour.ts': [`export { one } from './../turns/ledger.ts'`, /shortest relative path/],
  'src/discord/sql.ts': [`export { Pool } from 'pg'`, /pg has its home in src\/database/],
  'src/chat/sdk.ts': [`export { OpenAI } from 'openai'`, /openai has its home in src\/providers/],
  'src/cluster/runs.ts': [`export { intake } from '../discord/intake.ts'`, /cluster may not import discord/],
  'src/chat/clock.ts': [`export const now = () => Date.now()`, /time comes from Clock/],
  'src/chat/timers.ts': [`export { setTimeout } from 'node:timers/promises'`, /time comes from Clock/],
  'src/chat/round.ts': [
    `import type { Other } from './about.ts'\nexport type One = Other[]`,
    /Dependency cycle/,
  ],
  'src/chat/about.ts': [
    `import type { One } from './round.ts'\nexport type Other = One | null`,
    /Dependency cycle/,
  ],
  'src/chat/floating.ts': [`export const run = () => {\n  Promise.resolve()\n}`, /[Pp]romise/],
  'src/chat/any.ts': [`export const anything = (value: any) => value`, /any/],
}

/** What may pass, so that the walls aren't merely closed. */
const fine = {
  'src/chat/fine.ts': `export { ledger } from '../turns/ledger.ts'`,
  'src/discord/types.ts': `import type { ShardSource } from '../cluster/contract.ts'\nexport type Source = ShardSource`,
  'src/database/home.ts': `export { Pool } from 'pg'`,
  'src/chat/fine.test.ts': `export { startSandbox } from '../sandbox/sandbox.ts'`,
}

describe('npm run check:lint refuses', () => {
  let folder: string
  let complaints: Complaint[]

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'walls-'))
    for (const file of ['oxlint.config.ts', 'layers.ts', 'tsconfig.json', 'package.json'])
      await cp(join(repository, file), join(folder, file))
    await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'))
    for (const module of Object.keys(layers)) await mkdir(join(folder, 'src', module), { recursive: true })
    const codes = Object.entries(mistakes).map(([file, [code]]) => [file, code] as const)
    for (const [file, code] of [...codes, ...Object.entries(fine)])
      await writeFile(join(folder, file), `${code}\n`)
    complaints = await lint(folder)
  })
  afterAll(() => rm(folder, { recursive: true }))

  test.for(Object.entries(mistakes))('%s', ([file, [, complaint]]) => {
    const said = complaints
      .filter(({ filename }) => filename === file)
      .map(({ message, help }) => `${message} ${help}`)
    expect(said.join('\n')).toMatch(complaint)
  })

  test('and nothing that is allowed', () => {
    expect(complaints.filter(({ filename }) => filename in fine)).toEqual([])
  })

  test('a folder of src that has no row in layers.ts', async () => {
    await mkdir(join(folder, 'src', 'helpers'))
    await expect(lint(folder)).rejects.toThrow(/layers.ts has no row for src\/helpers/)
  })
})

type Complaint = { filename: string; message: string; help?: string }

const lint = async (folder: string): Promise<Complaint[]> => {
  const oxlint = join(repository, 'node_modules', 'oxlint', 'bin', 'oxlint')
  const { stdout } = await promisify(execFile)(process.execPath, [oxlint, '--format', 'json', 'src'], {
    cwd: folder,
    env: { ...process.env, PATH: `${join(repository, 'node_modules', '.bin')}:${dirname(process.execPath)}` },
  }).catch((error: { stdout: string; stderr: string }) => error)
  if (!stdout.startsWith('{')) throw new Error(stdout)
  return JSON.parse(stdout).diagnostics
}
