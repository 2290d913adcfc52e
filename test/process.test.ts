import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { chmod, symlink, writeFile } from 'node:fs/promises'
import { get } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emptyFolder, repository, startProcess, type BotProcess } from './process.ts'
import { testDatabaseUrl } from './database.ts'
import { startScriptedServer, stream } from './scripted-server.ts'
import { openai } from './provider-wire.ts'

test('without a token it prints two addresses, and a conversation is held at one of them', async () => {
  await using folder = await emptyPlace()
  await using bot = startProcess({ folder: folder.path })
  const sandbox = await chatAddress(bot)
  const operator = await bot.printed(/Operator's port +(http:\S+)/)
  await answerAt(
    sandbox,
    bot,
    'say exactly: Hello from the sandbox.',
    /^Hello from the sandbox\.\n-# I'm an AI/,
  )
  expect((await fetch(`${operator}/readyz`)).status).toBe(200)
  expect(await read(`${sandbox}/page/banner`)).toMatchObject({ practice: true })
  expect((await fetch(sandbox)).headers.get('content-type')).toContain('text/html')

  const begun = performance.now()
  bot.kill('SIGTERM')
  expect(await bot.end()).toEqual({ code: 0, signal: null })
  expect(performance.now() - begun).toBeLessThan(1900)
  expect(existsSync(join(folder.path, 'data/postgres/postmaster.pid'))).toBe(false)
})

test('the sandbox answers this machine’s own pages and programs alone', async () => {
  await using folder = await emptyPlace()
  await using bot = startProcess({ folder: folder.path })
  const sandbox = await chatAddress(bot)
  const own = new URL(sandbox).host
  const status = async (path: string, headers: Record<string, string>) => {
    const [response] = await once(get(`${sandbox}${path}`, { headers }), 'response')
    response.resume()
    return response.statusCode
  }
  for (const path of ['/', '/sandbox/state', '/practice/requests', '/api/v10/gateway']) {
    expect(await status(path, { host: own })).toBe(200)
    expect(await status(path, { host: 'rebound.example' })).toBe(403)
    expect(await status(path, { host: own, origin: 'https://elsewhere.example' })).toBe(403)
  }
})

test('killed without a word, it leaves nothing that keeps the next start from remembering', async () => {
  await using folder = await emptyPlace()
  await using first = startProcess({ folder: folder.path })
  await answerAt(await chatAddress(first), first, 'my name is Ada Lovelace', /even after a restart/)
  await first.printed(/An answer has (ended)/)
  const postgres = postgresOf(folder.path)
  first.kill('SIGKILL')
  await first.end()
  await using second = startProcess({ folder: folder.path })
  await answerAt(await chatAddress(second), second, 'what is my name?', /Your name is Ada Lovelace/)
  expect(isAlive(postgres)).toBe(false)
})

test('a second signal ends it at once', async () => {
  await using folder = await emptyPlace()
  await using bot = startProcess({ folder: folder.path })
  const sandbox = await chatAddress(bot)
  const postgres = postgresOf(folder.path)
  await bot.printed(ready)
  await send('PATCH', `${sandbox}/practice/settings`, { first_token_ms: 60_000 })
  await ask(sandbox, 'what is Parley?')
  await bot.until('the provider is asked', async () => {
    const { groq } = await read<{ groq: { open: number } }>(`${sandbox}/practice/requests`)
    return groq.open === 1
  })
  bot.kill('SIGTERM')
  const begun = performance.now()
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(bot.ended).toBe(null)
  bot.kill('SIGTERM')
  expect(await bot.end()).toEqual({ code: 130, signal: null })
  expect(performance.now() - begun).toBeLessThan(2000)
  await bot.until('Postgres has ended, too', () => !isAlive(postgres))
})

test('npm start ends with npm, although npm doesn’t pass the signal on', async () => {
  await using folder = await emptyPlace()
  const { scripts } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
  await writeFile(join(folder.path, 'package.json'), JSON.stringify({ scripts: { start: scripts.start } }))
  await symlink(join(repository, 'bin'), join(folder.path, 'bin'))
  await using npm = startProcess({ command: ['npm', 'start'], folder: folder.path })
  await chatAddress(npm)
  const postgres = postgresOf(folder.path)
  const children = childrenOf(npm.pid)
  if (process.platform === 'linux') expect(children.length).toBeGreaterThanOrEqual(1)
  npm.kill('SIGTERM')
  await npm.end()
  await npm.until('all have ended', () => ![...children, postgres].some(isAlive))
})

test('a database that refuses the password ends the start with a sentence', async () => {
  await using folder = await emptyPlace()
  const url = new URL(testDatabaseUrl())
  url.password = 'wrong'
  await using bot = startProcess({ folder: folder.path, variables: { DATABASE_URL: url.href } })
  expect(await bot.end()).toMatchObject({ code: 1 })
  expect(bot.output).toContain('Check the user and the password in DATABASE_URL')
  expect(bot.output).not.toContain('main.ts')
})

test('a sandbox port that is taken is passed over, unless somebody chose it', async () => {
  await using folder = await emptyPlace()
  const taken = createServer().listen(5050, '127.0.0.1')
  // Where another program has it already, that serves as well.
  await once(taken, 'listening').catch(() => {})
  await using bot = startProcess({ folder: folder.path, variables: { SANDBOX_PORT: '' } })
  expect(Number(new URL(await chatAddress(bot)).port)).toBeGreaterThan(5050)
  await using other = startProcess({ folder: folder.path, variables: { SANDBOX_PORT: '5050' } })
  expect(await other.end()).toMatchObject({ code: 1 })
  expect(other.output).toContain('SANDBOX_PORT')
  taken.close()
})

test('with a provider’s key, the sandbox’s bot asks that provider, and the page says which model answers', async () => {
  await using folder = await emptyPlace()
  await using provider = await startScriptedServer()
  provider.play(stream(openai.words('From a real model.'), openai.finish(), openai.end))
  await using bot = startProcess({
    folder: folder.path,
    variables: { OPENAI_API_KEY: 'sk-a-key-of-somebody', OPENAI_BASE_URL: provider.url },
  })
  const sandbox = await chatAddress(bot)
  await answerAt(sandbox, bot, 'what is Parley?', /^From a real model\.\n-# I'm an AI/)
  expect(await read(`${sandbox}/page/banner`)).toMatchObject({
    practice: false,
    model: expect.stringContaining('openai'),
  })
  expect(bot.output).not.toContain('sk-a-key-of-somebody')
})

test('a mistake in the settings is told in a sentence, and nothing starts', async () => {
  await using folder = await emptyPlace()
  await using bot = startProcess({ folder: folder.path, variables: { PORT: 'five thousand' } })
  expect(await bot.end()).toEqual({ code: 1, signal: null })
  expect(bot.output).toContain('PORT')
  expect(bot.output).not.toContain('    at ')
})

test('a Node that is too old is told in one sentence', async () => {
  await using folder = await emptyPlace()
  const main = join(repository, 'bin', 'parley.js')
  await using bot = startProcess({ folder: folder.path, command: [...oldNode(), main] })
  expect(await bot.end()).toEqual({ code: 1, signal: null })
  expect(bot.output).toMatch(/^Parley needs Node 24 and this is Node \d+\.\d+\.\d+\. .*\n$/)
})

const emptyPlace = async () => {
  const folder = await emptyFolder()
  // Postgres runs as another user where the tests run as root.
  await chmod(folder.path, 0o755)
  return folder
}

const chatAddress = (bot: BotProcess) => bot.printed(/Chat with the bot +(http:\S+)/)

const ready = /The shard is (ready)/

const read = async <Body>(url: string, init?: RequestInit): Promise<Body> => {
  const response = await fetch(url, init)
  const body = await response.text()
  if (!response.ok) throw new Error(`${url}: ${body}`)
  return JSON.parse(body)
}

const send = <Body>(method: string, url: string, body: object) =>
  read<Body>(url, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

const ask = async (sandbox: string, words: string) => {
  const message = { channel: 'general', author: 'Ada', content: `@Parley ${words}` }
  const { id } = await send<{ id: string }>('POST', `${sandbox}/sandbox/messages`, message)
  return id
}

type Message = { content: string; message_reference?: { message_id: string } }

const answerAt = async (sandbox: string, bot: BotProcess, words: string, expected: RegExp) => {
  await bot.printed(ready)
  const question = await ask(sandbox, words)
  await bot.until(`"${words}" is answered with ${expected}`, async () => {
    const messages = await read<Message[]>(`${sandbox}/sandbox/channels/general/messages`)
    const answer = messages.find(({ message_reference }) => message_reference?.message_id === question)
    return answer && expected.test(answer.content)
  })
}

const postgresOf = (folder: string) =>
  Number(/^\d+/.exec(readFileSync(join(folder, 'data/postgres/postmaster.pid'), 'utf8'))![0])

/** A process that has ended, and that nobody has looked after yet, is a zombie. */
const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0) && statOf(pid)?.state !== 'Z'
  } catch {
    return false
  }
}

const childrenOf = (pid: number): number[] => {
  const pids = existsSync('/proc') ? readdirSync('/proc').map(Number).filter(Boolean) : []
  return pids
    .filter((child) => statOf(child)?.parent === pid)
    .flatMap((child) => [child, ...childrenOf(child)])
}

/** Null for what has gone, and on systems that don't tell. */
const statOf = (pid: number) => {
  try {
    const [, state, parent] = /\(.*\) (\S) (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))!
    return { state, parent: Number(parent) }
  } catch {
    return null
  }
}

/** The system's, where that is too old; else this one, which says that it is. */
const oldNode = () => {
  const system = '/usr/bin/node'
  const version = existsSync(system) ? execFileSync(system, ['-v'], { encoding: 'utf8' }) : 'v24'
  if (Number(/^v(\d+)/.exec(version)![1]) < 24) return [system]
  const pretence = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.0' } })`
  return [process.execPath, '--import', `data:text/javascript,${encodeURIComponent(pretence)}`]
}
