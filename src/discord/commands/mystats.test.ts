import { expect, test } from 'vitest'
import type { Caller, Card, Respond } from './contract.ts'
import type { BudgetState } from '../../limits/read-budgets.ts'
import type { UsageTotals } from '../../limits/usage.ts'
import { createMyStats } from './mystats.ts'

const renewsAt = Date.UTC(2026, 10, 22)
const unused: UsageTotals = { days: 90, people: 0, questions: 0, byProvider: new Map() }
const unbounded = { used: { tokens: 0, cost: 0 }, limit: { tokens: null, cost: null }, renewsAt }

const none = { requests: 0, estimated: 0, cost: 0, unpriced: 0 }

const caller: Caller = {
  interaction: { id: '1', application: '2', token: '3' },
  author: { id: '200000000000000001', name: 'Ada' },
  self: { id: '6', name: 'Parley', application: '2' },
  guild: '4',
  channel: '5',
  thread: false,
  places: ['5'],
  ageRestricted: false,
  roles: [],
  managesGuild: false,
  moderates: false,
  at: renewsAt - 3_600_000,
}

/** What /mystats says to Ada. */
const told = async (usage: UsageTotals, budgets: readonly BudgetState[], provider: string | null = null) => {
  const cards: Card[] = []
  const respond = { privately: async (card: Card) => void cards.push(card) }
  const command = createMyStats({
    standingOf: async () => ({
      person: { provider, persona: null, optedOut: false, introduced: true },
      place: {
        answers: true,
        threads: false,
        persona: null,
        personas: null,
        prompt: null,
        roles: { allowed: [], blocked: [] },
      },
      optedOut: new Set(),
    }),
    usageOf: async () => usage,
    budgetsOf: async () => budgets,
  })
  await command.run['']!(
    caller,
    { ...unasked, ...respond },
    {
      options: new Map(),
      attachments: new Map(),
      target: null,
    },
  )
  return cards.map(({ text }) => text).join()
}

const no = () => Promise.reject(new Error('not asked'))
const unasked: Respond = {
  privately: no,
  defer: no,
  deferUpdate: no,
  change: no,
  update: no,
  modal: no,
}

test('who hasn’t written yet reads so', async () => {
  expect(await told(unused, [{ whose: 'user', ...unbounded }])).toBe(
    [
      "In the last 90 days you haven't asked me anything.",
      'Your provider: auto, so I choose. /setprovider changes that.',
      'You have no budget of your own.',
    ].join('\n'),
  )
})

test('messages, tokens and who answered are told, and what is left of each budget', async () => {
  const usage: UsageTotals = {
    days: 90,
    people: 1,
    questions: 1200,
    byProvider: new Map([
      ['groq', { ...none, answers: 1000, inputTokens: 500_000, outputTokens: 100_000 }],
      ['gemini', { ...none, answers: 250, inputTokens: 30_000, outputTokens: 4567 }],
    ]),
  }
  const budgets: BudgetState[] = [
    { whose: 'user', used: { tokens: 7400, cost: 0.1 }, limit: { tokens: 20_000, cost: 0.2 }, renewsAt },
    { whose: 'guild', used: { tokens: 999, cost: 0 }, limit: { tokens: 1000, cost: null }, renewsAt },
    { whose: 'bot', used: { tokens: 5, cost: 12 }, limit: { tokens: null, cost: 10 }, renewsAt },
  ]
  const renewal = `It starts anew <t:${renewsAt / 1000}:R>.`
  expect(await told(usage, budgets, 'groq')).toBe(
    [
      'In the last 90 days I took up 1,200 messages of yours, which came to 634,567 tokens.',
      '```',
      'groq         ████████████████ 1,000',
      'gemini       ████             250',
      '```',
      'Your provider: **groq**.',
      `Of what you may ask me in a day, 50% is left, at most 12,600 tokens. ${renewal}`,
      `Of what this server may ask me in a day, 1% is left. ${renewal}`,
      `Of what everybody may ask me in a day, 0% is left. ${renewal}`,
    ].join('\n'),
  )
})
