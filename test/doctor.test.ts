import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { examineParley } from '../src/doctor.ts'
import { systemClock, type Clock } from '../src/lib/clock.ts'
import type { Finding } from '../src/lib/finding.ts'
import { startBehindProxy } from './behind-proxy.ts'
import { createTestDatabase } from './database.ts'
import { outsideAuthority } from './outside.ts'
import { emptyFolder, repository, startProcess } from './process.ts'

let stack: AsyncDisposableStack
let folder = ''
let outside: Awaited<ReturnType<typeof startBehindProxy>>
let variables: Record<string, string> = {}
beforeEach(async () => {
  stack = new AsyncDisposableStack()
  outside = stack.use(await startBehindProxy())
  folder = stack.use(await emptyFolder()).path
  const { url } = stack.use(await createTestDatabase())
  variables = {
    ...outside.variables,
    DATABASE_URL: url,
    HTTPS_PROXY: `http://127.0.0.1:${outside.proxy.port}`,
    NODE_EXTRA_CA_CERTS: outsideAuthority,
  }
})
afterEach(() => stack.disposeAsync())

const examine = (changed: Record<string, string> = {}, clock: Clock = systemClock): Promise<Finding[]> =>
  Array.fromAsync(
    examineParley({
      variables: { ...variables, ...changed },
      folder,
      channels: [],
      clock,
      signal: new AbortController().signal,
    }),
  )

const doctor = (...args: string[]) =>
  stack.use(
    startProcess({
      command: [process.execPath, join(repository, 'bin', 'parley.js'), 'doctor', ...args],
      folder,
      variables,
    }),
  )

const told = (findings: readonly Finding[]) =>
  findings.map(({ level, about, says }) => `${level} ${about}: ${says}`)

test('where all is well, everything is looked at, through the proxy, and nothing is wrong', async () => {
  const findings = await examine()
  expect(findings.filter(({ level }) => level !== 'ok')).toEqual([])
  expect([...new Set(findings.map(({ about }) => about))]).toEqual([
    'settings',
    'network',
    'discord',
    'providers',
    'database',
    'clock',
  ])
  expect(outside.proxy.tunnelled().toSorted()).toEqual(outside.targets.toSorted())
})

test('what the proxy keeps from a provider is said in the network’s words', async () => {
  const findings = told(await examine({ GROQ_BASE_URL: 'https://nobody.parley.test/groq' }))
  expect(findings).toContainEqual(
    expect.stringMatching(
      /^problem providers: groq can't be reached at https:\/\/nobody\.parley\.test\/groq/,
    ),
  )
  expect(findings.at(-1)).toMatch(
    /^warning network: The proxy \S+ does not connect to nobody\.parley\.test:443 .*allow that there/,
  )
})

test('where Discord can’t be reached, that is said once', async () => {
  const findings = await examine({ DISCORD_API_URL: 'https://nobody.parley.test/api' })
  const about = told(findings).filter((line) => /nobody|reached/.test(line))
  expect(about).toEqual([
    expect.stringMatching(/^problem network: The proxy \S+ does not connect to nobody/),
    "warning discord: Discord can't be reached: the token and all else there was not looked at.",
    expect.stringMatching(/^ok database/),
  ])
})

test('mistakes in the settings are a line each, and the rest is left for later', async () => {
  await mkdir(join(folder, 'config'))
  await writeFile(join(folder, 'config', 'parley.yaml'), 'general: {max_histroy: 3}\nlogging: {level: loud}')
  expect(told(await examine({ PORT: 'five' }))).toEqual([
    expect.stringMatching(/^problem settings: the environment: PORT is/),
    expect.stringMatching(
      /^problem settings: config\/parley\.yaml:1: general\.max_histroy is an unknown key/,
    ),
    expect.stringMatching(/^problem settings: config\/parley\.yaml:2: logging\.level is/),
    expect.stringMatching(/^warning settings: Nothing else was looked at/),
  ])
})

describe('this machine’s clock', () => {
  test.each([
    [10_000, 'warning'],
    [-60_000, 'problem'],
  ])('%i ms off is told by Discord and by the database', async (ms, level) => {
    const clock = { ...systemClock, now: () => systemClock.now() + ms }
    const lines = told(await examine({}, clock)).filter((line) => line.includes(' clock: '))
    expect(lines).toEqual([
      expect.stringMatching(`^${level} clock: .* (ahead of|behind) Discord's`),
      expect.stringMatching(`^${level} clock: .* (ahead of|behind) that of Postgres at`),
    ])
  })
})

test('without a token, the sandbox would start, and the rest is looked at', async () => {
  const findings = told(await examine({ DISCORD_TOKEN: '' }))
  expect(findings).toContainEqual(
    expect.stringMatching(/^warning discord: DISCORD_TOKEN is not set: a start brings up the sandbox/),
  )
  expect(findings).toContainEqual(expect.stringMatching(/^ok providers: groq answers GROQ_API_KEY/))
  expect(findings.some((line) => line.startsWith('problem'))).toBe(false)
})

test('on a laptop without anything, nothing is a problem: the sandbox needs neither Discord nor a key', async () => {
  variables = {}
  const findings = told(await examine({ DISCORD_API_URL: 'http://127.0.0.1:2/api' }))
  expect(findings.filter((line) => line.startsWith('problem'))).toEqual([])
  expect(findings).toContainEqual(
    expect.stringMatching(/^warning network: Discord's API .* can't be reached/),
  )
  expect(findings).toContainEqual(expect.stringMatching(/^ok database: No DATABASE_URL is set/))
})

describe('as a command', () => {
  test('it says what is wrong without a secret or a stack, ends with 1 and leaves nothing behind', async () => {
    outside.practice.faults.add({ fault: 'bad_key', provider: 'groq' })
    variables['DISCORD_TOKEN'] = 'not.the.token'
    const bot = doctor('--channel', '123456789012345678')
    expect(await bot.end()).toEqual({ code: 1, signal: null })
    expect(bot.output).toContain('problem  discord   Discord refuses the token. Set DISCORD_TOKEN')
    expect(bot.output).toContain('problem  providers groq rejects GROQ_API_KEY')
    expect(bot.output).toMatch(/\n2 problems\.\n$/)
    expect(bot.output).not.toMatch(/^ +at |Error:/m)
    const { password } = new URL(variables['DATABASE_URL']!)
    for (const secret of ['not.the.token', 'key-of-', password]) expect(bot.output).not.toContain(secret)
    expect(await readdir(folder)).toEqual([])
  })

  test('it prints JSON, and ends with 0 where nothing is wrong', async () => {
    const bot = doctor('--json')
    expect(await bot.end()).toEqual({ code: 0, signal: null })
    expect(JSON.parse(bot.output)).toContainEqual({
      level: 'ok',
      about: 'settings',
      says: 'The settings and the environment hold no mistakes.',
    })
  })
})
