import { expect, test } from 'vitest'
import { createFakeClock } from '../../test/fake-clock.ts'
import { openFakeDiscord } from '../../test/fake-discord-client.ts'
import { systemClock } from '../lib/clock.ts'
import { createLive } from '../lib/live.ts'
import { createLog } from '../telemetry/log.ts'
import { createMetrics } from '../telemetry/metrics.ts'
import { createDiscordMetrics } from './metrics.ts'
import { createOperators } from './operators.ts'
import { createDiscordRest } from './rest.ts'

const stage = async () => {
  const fake = await openFakeDiscord()
  const idOf = (name: string): string =>
    fake.state.people.find(({ username }: { username: string }) => username === name.toLowerCase()).id
  const clock = createFakeClock()
  const lines: string[] = []
  const log = createLog('info', (line) => lines.push(line))
  const rest = createDiscordRest({
    apiUrl: fake.discord.apiUrl,
    token: fake.discord.token,
    version: '0',
    clock: systemClock,
    log,
    metrics: createDiscordMetrics(createMetrics({ processMetrics: false })),
  })
  const named = createLive<readonly string[]>([])
  const { signal } = new AbortController()
  const operators = createOperators({ rest, named, clock, log, signal })
  const those = () => ['Ada', 'Grace', 'Linus'].filter((name) => operators.isOperator(idOf(name)))
  return { ...fake, clock, named, operators, idOf, those, lines }
}

test('the owner is asked for once, and again after an hour', async () => {
  const bot = await stage()
  await using _ = bot
  expect(bot.those()).toEqual([])
  await bot.operators.read()
  expect(bot.those()).toEqual(['Ada'])
  await bot.control('PATCH', '/application', { owner: 'Grace' })
  await bot.operators.read()
  expect(bot.those()).toEqual(['Ada'])
  await bot.clock.advance(3_600_000)
  await expect.poll(bot.those).toEqual(['Grace'])
})

test('of a team, those count who have accepted and may do more than look', async () => {
  const bot = await stage()
  await using _ = bot
  const members = [
    { person: 'Grace', role: 'admin', accepted: false },
    { person: 'Linus', role: 'read_only' },
  ]
  await bot.control('PATCH', '/application', { team: { name: 'Growers', members } })
  await bot.operators.read()
  expect(bot.those()).toEqual(['Ada'])
})

test('who is named in the settings counts at once, and no longer than that', async () => {
  const bot = await stage()
  await using _ = bot
  bot.named.replace([bot.idOf('Linus')])
  expect(bot.those()).toEqual(['Linus'])
  bot.named.replace([])
  expect(bot.those()).toEqual([])
})
