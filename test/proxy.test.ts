import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startBehindProxy } from './behind-proxy.ts'
import { startConnectProxy } from './connect-proxy.ts'
import { createTestDatabase } from './database.ts'
import { outsideAuthority } from './outside.ts'
import { emptyFolder, startProcess, type BotProcess } from './process.ts'

const ready = /The shard is (ready)/

test('with a proxy as the only way out, the gateway, requests and all three providers go through it', async () => {
  await using outside = await startBehindProxy('parley:p@ss: word')
  await using database = await createTestDatabase()
  await using folder = await emptyFolder()
  const address = `127.0.0.1:${outside.proxy.port}`
  await using bot = startProcess({
    folder: folder.path,
    variables: {
      ...outside.variables,
      DATABASE_URL: database.url,
      HTTPS_PROXY: `http://parley:p%40ss%3A%20word@${address}`,
      NODE_EXTRA_CA_CERTS: outsideAuthority,
    },
  })
  await bot.printed(ready)
  const answered = async (author: string) => {
    const { id } = await outside.say(`@Parley say exactly: For ${author}.`, { author })
    await bot.until(`${author} is answered`, () =>
      outside.answers().some(({ content, message_reference }) => {
        return message_reference?.message_id === id && content === `For ${author}.`
      }),
    )
    return outside.practice.requests.all().at(-1)?.provider
  }
  expect(await answered('Ada')).toBe('groq')
  outside.practice.faults.add({ fault: 'server_error', provider: 'groq', times: 'always' })
  expect(await answered('Grace')).toBe('gemini')
  outside.practice.faults.add({ fault: 'server_error', provider: 'gemini', times: 'always' })
  expect(await answered('Linus')).toBe('openai')

  // Nothing else could have happened: no other program knows these names.
  expect(outside.proxy.tunnelled().sort()).toEqual([...outside.targets].sort())
  expect(bot.output).toContain(`"https":"${address}"`)
  expect(bot.output).not.toMatch(/p@ss|p%40ss/)

  const tunnels = () => outside.proxy.asked.filter(({ target }) => target.startsWith('gateway')).length
  const before = tunnels()
  await outside.fault({ kind: 'cut' })
  await bot.printed(/(its session goes on)/)
  expect(tunnels()).toBe(before + 1)
})
