import { writeFile } from 'node:fs/promises'
import https from 'node:https'
import { join } from 'node:path'
import { getGlobalDispatcher } from 'undici'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startBehindProxy } from './behind-proxy.ts'
import { startConnectProxy } from './connect-proxy.ts'
import { createTestDatabase } from './database.ts'
import { outsideAuthority } from './outside.ts'
import { startParley } from './parley.ts'
import { emptyFolder, startProcess, type BotProcess } from './process.ts'

let stack: AsyncDisposableStack
beforeEach(() => void (stack = new AsyncDisposableStack()))
afterEach(() => stack.disposeAsync())

test('with a proxy as the only way out, the gateway, requests and all three providers go through it', async () => {
  const outside = await startOutside({ account: 'parley:p@ss: word' })
  const bot = await startBot({
    ...outside.variables,
    HTTPS_PROXY: `http://parley:p%40ss%3A%20word@${outside.address}`,
    NODE_EXTRA_CA_CERTS: outsideAuthority,
  })
  await bot.printed(ready)
  const answered = async (author: string) => {
    const { id } = await outside.say(`@Parley say exactly: For ${author}.`, { author })
    await bot.until(`${author} is answered`, () =>
      outside.answers().some(({ content, message_reference }) => {
        return message_reference?.message_id === id && content.startsWith(`For ${author}.\n-# I'm an AI`)
      }),
    )
    return outside.practice.requests.all().at(-1)?.provider
  }
  expect(await answered('Ada')).toBe('groq')
  outside.practice.faults.add({ fault: 'server_error', provider: 'groq', times: 'always' })
  expect(await answered('Grace')).toBe('gemini')
  outside.practice.faults.add({ fault: 'server_error', provider: 'gemini', times: 'always' })
  expect(await answered('Linus')).toBe('openai')

  // No other way could have been gone: nobody else knows these names.
  expect(outside.proxy.tunnelled().sort()).toEqual([...outside.targets].sort())
  expect(bot.output).toContain(`"https":"${outside.address}"`)
  expect(bot.output).not.toMatch(/p@ss|p%40ss/)

  const tunnels = () => outside.proxy.asked.filter(({ target }) => target.startsWith('gateway')).length
  const before = tunnels()
  await outside.fault({ kind: 'cut' })
  await bot.printed(/(its session goes on)/)
  expect(tunnels()).toBe(before + 1)
})

test('.env says it as well, with the names in small letters', async () => {
  const outside = await startOutside()
  const folder = stack.use(await emptyFolder())
  const lines = [`https_proxy=http://${outside.address}`, `NODE_EXTRA_CA_CERTS=${outsideAuthority}`]
  await writeFile(join(folder.path, '.env'), lines.join('\n'))
  const bot = await startBot(outside.variables, folder.path)
  await bot.printed(ready)
  expect(outside.proxy.tunnelled().sort()).toEqual(['discord.parley.test:443', 'gateway.parley.test:443'])
})

test('the sandbox is on this machine, and no proxy is asked for it', async () => {
  const proxy = stack.use(await startConnectProxy())
  const url = `http://127.0.0.1:${proxy.port}`
  const bot = await startBot({ HTTPS_PROXY: url, HTTP_PROXY: url })
  await bot.printed(ready)
  expect(bot.output).toContain('Connections leave through a proxy.')
  expect(proxy.asked).toEqual([])
})

describe('the log says what to do when', () => {
  test('the proxy wants to know who asks; once it lets the bot through, all is well', async () => {
    const outside = await startOutside()
    outside.proxy.answer = 407
    const bot = await startBot(waysOut(outside))
    await bot.printed(/(The proxy 127\.0\.0\.1:\d+ wants a user and a password .* into HTTPS_PROXY)/)
    outside.proxy.answer = 200
    await bot.printed(ready)
  })

  test('the proxy refuses a host', async () => {
    const outside = await startOutside()
    outside.proxy.answer = 403
    const bot = await startBot(waysOut(outside))
    await bot.printed(/(does not connect to discord\.parley\.test:443 \(it answers 403\).* NO_PROXY)/)
  })

  test('the gateway loses its proxy', async () => {
    const outside = await startOutside({ account: 'parley:password' })
    const url = `http://parley:password@${outside.address}`
    const bot = await startBot({ ...waysOut(outside), HTTPS_PROXY: url })
    await bot.printed(ready)
    await outside.proxy[Symbol.asyncDispose]()
    await bot.printed(/(The proxy 127\.0\.0\.1:\d+ can't be reached \(ECONNREFUSED\).* HTTPS_PROXY)/)
    expect(bot.output).not.toContain('parley:password')
  })

  test('a certificate is one that the proxy has made, and nobody said to trust that', async () => {
    const outside = await startOutside()
    const { NODE_EXTRA_CA_CERTS: _, ...without } = waysOut(outside)
    const bot = await startBot(without)
    await bot.printed(
      /(discord\.parley\.test:443 shows a certificate that isn't trusted.* NODE_EXTRA_CA_CERTS)/,
    )
  })
})

describe('a proxy that says nothing does not keep the bot from ending', () => {
  test('from its start', async () => {
    const outside = await startOutside()
    outside.proxy.answer = null
    const bot = await startBot(waysOut(outside))
    await bot.until('the proxy is asked', () => outside.proxy.asked.length > 0)
    await endsSoon(bot)
  })

  test('when the gateway connects again', async () => {
    const outside = await startOutside()
    const bot = await startBot(waysOut(outside))
    await bot.printed(ready)
    outside.proxy.answer = null
    outside.proxy.forget()
    await outside.fault({ kind: 'cut' })
    await bot.until('the proxy is asked', () => outside.proxy.asked.length > 0)
    await endsSoon(bot)
  })
})

test('an app that has stopped leaves nothing of it in the process', async () => {
  const outside = await startOutside()
  const before = [https.request, getGlobalDispatcher()]
  const parley = await startParley({
    variables: { HTTPS_PROXY: `http://${outside.address}`, NODE_EXTRA_CA_CERTS: outsideAuthority },
  })
  expect(await parley.logged(/^Connections leave/)).toMatchObject({ https: outside.address })
  expect(https.request).not.toBe(before[0])
  expect(getGlobalDispatcher()).not.toBe(before[1])
  expect(await parley.ask('say exactly: From this machine.')).toMatchObject({
    contents: ['From this machine.'],
  })
  expect(outside.proxy.asked).toEqual([])
  await parley[Symbol.asyncDispose]()
  expect([https.request, getGlobalDispatcher()]).toEqual(before)
})

const endsSoon = async (bot: BotProcess) => {
  const begun = performance.now()
  bot.kill('SIGTERM')
  expect(await bot.end(), bot.output).toEqual({ code: 0, signal: null })
  expect(performance.now() - begun).toBeLessThan(4000)
}

const ready = /The shard is (ready)/

const startOutside = async ({ account }: { account?: string } = {}) => {
  const outside = stack.use(await startBehindProxy(account))
  return { ...outside, address: `127.0.0.1:${outside.proxy.port}` }
}

const waysOut = ({ variables, address }: Awaited<ReturnType<typeof startOutside>>) => ({
  ...variables,
  HTTPS_PROXY: `http://${address}`,
  NODE_EXTRA_CA_CERTS: outsideAuthority,
})

const startBot = async (variables: Record<string, string>, folder?: string) => {
  const { url } = stack.use(await createTestDatabase())
  const place = folder ?? stack.use(await emptyFolder()).path
  return stack.use(startProcess({ folder: place, variables: { DATABASE_URL: url, ...variables } }))
}
