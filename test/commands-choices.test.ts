import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { countAnswer } from '../src/limits/totals.ts'
import { recordUsage } from '../src/limits/usage.ts'
import { setRules } from '../src/preferences/rules.ts'
import { startParley, type Parley } from './parley.ts'

const settings = {
  providers: { groq: { data_use: 'It forgets what you write at once.' }, openai: { enabled: false } },
  personas: {
    botanist: { prompt: 'You are a botanist.', description: 'Knows plants.' },
    ghost: { prompt: 'You are a ghost.', listed: false },
  },
}

let parley: Parley
beforeAll(async () => {
  parley = await startParley({ settings })
  await parley.logged(/^The commands were registered/)
})
afterAll(() => parley[Symbol.asyncDispose]())
beforeEach(() => parley.database.database.query('truncate choices, place_rules'))

const garden = () =>
  [...parley.discord.world.guilds.values()].find(({ name }) => name === "Parley's Garden")!.id
const channelId = (name: string) =>
  [...parley.discord.world.channels.values()].find((one) => one.kind !== 'dm' && one.name === name)!.id

/** What a command says to one person, and to nobody else. */
const told = async (
  name: string,
  options: object = {},
  where: { author?: string; channel?: string } = {},
) => {
  const message = await parley.use(name, options, where)
  expect(message?.ephemeral_to).toBe(parley.idOf(where.author ?? 'Ada'))
  return message!.content
}

const offered = async (command: string, option: string, typed: string) =>
  (await parley.complete(command, option, typed)).map(({ value }) => value)

describe('/setprovider', () => {
  test('keeps whom a person would rather be answered by, for that person alone and everywhere', async () => {
    expect(await told('setprovider', { provider: 'gemini' })).toMatch(
      /^From now on I ask \*\*gemini\*\* first/,
    )
    expect(await told('providers')).toMatch(/\*\*gemini\*\* .*: up ← \*\*yours\*\*/)
    expect(await told('providers', {}, { author: 'Grace' })).not.toContain('yours')
    expect(await told('providers', {}, { channel: parley.direct('Ada') })).toContain('← **yours**')
  })

  test('counts for whatever the person asks from then on, unless another one is named with a question', async () => {
    const askedBy = () => parley.practice.requests.all().map(({ provider }) => provider)
    await told('setprovider', { provider: 'gemini' }, { author: 'Linus' })
    parley.practice.requests.clear()
    await parley.ask('say exactly: Hello.', { author: 'Linus' })
    await parley.ask('say exactly: Hello.', { author: 'Grace' })
    const question = { question: 'say exactly: Named.', provider: 'groq' }
    const deferred = await parley.use('ask', question, { author: 'Linus' })
    await parley.until('it is answered', () =>
      parley.answers().find(({ id, content }) => id === deferred?.id && content.includes('Named.')),
    )
    expect(askedBy()).toEqual(['gemini', 'groq', 'groq'])
  })

  test('says what the chosen one does with what people write', async () => {
    expect(await told('setprovider', { provider: 'Groq' })).toContain('It forgets what you write at once.')
  })

  test('auto takes the choice back', async () => {
    await told('setprovider', { provider: 'gemini' })
    expect(await told('setprovider', { provider: 'auto' })).toBe(
      'From now on I ask in the order of whoever runs me: groq, gemini.',
    )
    expect(await told('providers')).not.toContain('yours')
  })

  test('names those who can be chosen when somebody else was named', async () => {
    const names = 'You can choose groq, gemini or auto.'
    expect(await told('setprovider', { provider: 'hal' })).toBe(`I don't know "hal". ${names}`)
    expect(await told('setprovider', { provider: 'openai' })).toBe(`"openai" is switched off. ${names}`)
    expect(await told('providers')).not.toContain('yours')
  })

  test('completes those that are on', async () => {
    expect(await offered('setprovider', 'provider', '')).toEqual(['groq', 'gemini', 'auto'])
    expect(await offered('setprovider', 'provider', 'G')).toEqual(['groq', 'gemini'])
    expect(await offered('setprovider', 'provider', 'open')).toEqual([])
  })
})

describe('/providers', () => {
  test('says how each one is, which model it has, and what it does with what people write', async () => {
    expect(await told('providers')).toBe(
      [
        'Who can answer, in the order in which I ask:',
        '- **groq** (openai/gpt-oss-120b): up',
        '  It forgets what you write at once.',
        '- **gemini** (gemini-3.5-flash-lite): up',
        '  Nobody has said what it does with what you write.',
        '- **openai**: off',
        '',
        'You have chosen none of them: /setprovider does.',
      ].join('\n'),
    )
  })

  test('says until when one rests, in everybody’s own time', async () => {
    await using other = await startParley()
    await other.logged(/^The commands were registered/)
    other.practice.faults.add({ fault: 'rate_limited', provider: 'groq', retry_after: 600 })
    await other.ask('say exactly: Hello.')
    const { content = '' } = (await other.use('providers')) ?? {}
    const [, until] = /\*\*groq\*\* .*: resting until <t:(\d+):t> \(<t:\1:R>\)/.exec(content) ?? []
    const seconds = Number(until) - Date.now() / 1000
    expect(seconds).toBeGreaterThan(500)
    expect(seconds).toBeLessThan(700)
  })
})

describe('/persona', () => {
  test('shows who answers and why, and who can be chosen', async () => {
    const shown = [
      '**assistant** answers you here, because nobody has chosen another one.',
      'You can choose:',
      '- **assistant**: Helpful and brief.',
      '- **botanist**: Knows plants.',
      '- **auto**: whoever it would be without your choice',
    ].join('\n')
    expect(await told('persona')).toBe(shown)
    expect(await told('persona', { name: 'show' })).toBe(shown)
  })

  test('keeps the choice for servers and direct messages, until it is taken back', async () => {
    expect(await told('persona', { name: 'Botanist' })).toMatch(/^From now on \*\*botanist\*\* answers you/)
    const chosen = '**botanist** answers you here, because you chose it.'
    expect(await told('persona')).toContain(chosen)
    expect(await told('persona', {}, { channel: 'lobby' })).toContain(chosen)
    expect(await told('persona', {}, { channel: parley.direct('Ada') })).toContain(chosen)
    expect(await told('persona', {}, { author: 'Linus' })).toMatch(/^\*\*assistant\*\*/)
    await parley.ask('who are you?')
    expect(parley.practice.requests.all().at(-1)!.system).toMatch(/^You are a botanist\./)
    expect(await told('persona', { name: 'auto' })).toBe(
      'Your choice is taken back. **assistant** answers you here, because nobody has chosen another one.',
    )
  })

  test('says that the choice counts elsewhere where the managers have set another one', async () => {
    const { database } = parley.database
    await setRules(database, garden(), null, { persona: 'assistant' })
    expect(await told('persona', { name: 'botanist' })).toBe(
      'Your choice counts elsewhere: there, **botanist** answers you from now on. **assistant** answers you here: the managers of this server have set it for this server.',
    )
    expect(await told('persona', {}, { channel: 'lobby' })).toMatch(/^\*\*botanist\*\*.*because you chose it/)
    await setRules(database, garden(), channelId('code-and-coffee'), { persona: 'ghost' })
    const there = await told('persona', {}, { channel: 'code-and-coffee' })
    expect(there).toMatch(/^\*\*ghost\*\* answers you here: .* have set it for this channel\.$/m)
    expect(there).toContain('You chose **botanist**, who answers you where that can be.')
    await setRules(database, garden(), channelId('Greenhouse'), { persona: 'ghost' })
    expect(await told('persona', {}, { channel: 'seedlings' })).toMatch(/^\*\*ghost\*\* answers you here/)
  })

  test('doesn’t offer who needs a manager, unless one has turned it on', async () => {
    expect(await offered('persona', 'name', '')).toEqual(['assistant', 'botanist', 'auto', 'show'])
    expect(await told('persona', { name: 'jim' })).toBe(
      'There is no "jim" to choose here. You can choose assistant, botanist or auto.',
    )
    await setRules(parley.database.database, garden(), null, { personas: ['assistant', 'jim'] })
    expect(await offered('persona', 'name', '')).toEqual(['assistant', 'jim', 'auto', 'show'])
    expect(await told('persona', { name: 'jim' })).toMatch(/^From now on \*\*jim\*\* answers you/)
    expect(await told('persona', { name: 'botanist' })).toMatch(/^There is no "botanist" to choose here/)
  })

  test('tells who is offered what each is like, and takes an unlisted name from who knows it', async () => {
    expect(await parley.complete('persona', 'name', 'bot')).toEqual([
      { name: 'botanist: Knows plants.', value: 'botanist' },
    ])
    expect(await parley.complete('persona', 'name', 'ghost')).toEqual([])
    expect(await told('persona', { name: 'ghost' })).toMatch(/^From now on \*\*ghost\*\* answers you/)
  })
})

test('/mystats tells what a person has used, what is left until when, and which provider it is', async () => {
  await using other = await startParley({ settings: { budgets: { user_tokens_per_day: 100_000 } } })
  await other.logged(/^The commands were registered/)
  await other.ask('say exactly: Hello.')
  await other.use('setprovider', { provider: 'gemini' })
  const { content, ephemeral_to } = (await other.use('mystats', {}, { channel: other.direct('Ada') }))!
  expect(ephemeral_to).toBe(other.idOf('Ada'))
  const [, used = ''] =
    /^In the last 90 days I took up 1 message of yours, which came to (\d+) tokens\.$/m.exec(content) ?? []
  const left = (100_000 - Number(used)).toLocaleString('en')
  expect(content).toMatch(/^groq +█+ 1$/m)
  expect(content).toContain('Your provider: **gemini**.')
  const renewsAt = new Date().setUTCHours(24, 0, 0, 0) / 1000
  expect(content).toContain(
    `Of what you may ask me in a day, 99% is left, at most ${left} tokens. It starts anew <t:${renewsAt}:R>.`,
  )
  const fresh = (await other.use('mystats', {}, { author: 'Grace' }))!
  expect(fresh.content).toMatch(/^In the last 90 days you haven't asked me anything\./)
  expect(fresh.content).toContain('100% is left, at most 100,000 tokens.')
})

test('/chatstats counts what was answered', async () => {
  await parley.ask('say exactly: One more.')
  expect(await told('chatstats')).toMatch(
    / I have answered \d+ messages? in \d+ conversations?; .* to \d (person|people)\.$/m,
  )
})

test('/chatstats tells what the bot has done since it began, who answered, and how soon', async () => {
  await using other = await startParley()
  await other.logged(/^The commands were registered/)
  const { database } = other.database
  for (const [provider, firstWordsMs] of [
    ['groq', 400],
    ['groq', 500],
    ['groq', 9000],
    ['gemini', 500],
  ] as const)
    await countAnswer(database, { provider, firstWordsMs, begins: provider === 'gemini' })
  await database.query(`update totals set day = '2026-01-31'`)
  const usage = { inputTokens: 1, outputTokens: 1, estimated: false }
  const request = { turn: '1', attempt: 1, request: 1, provider: 'groq', model: 'm', answeredBy: null }
  await recordUsage(database, [
    { ...request, usage, cost: null, failure: null, author: other.idOf('Ada'), guild: null },
  ])
  const { content, ephemeral_to } = (await other.use('chatstats', {}, { author: 'Linus' }))!
  expect(ephemeral_to).toBe(other.idOf('Linus'))
  expect(content).toBe(
    [
      `Since <t:${Date.UTC(2026, 0, 31) / 1000}:D> I have answered 4 messages in 1 conversation; in the last 90 days, to 1 person.`,
      'Half of my answers began within 0.5 s.',
      '```',
      'groq         ████████████████ 3',
      'gemini       █████            1',
      '```',
    ].join('\n'),
  )
})

test('what somebody chose is kept over a restart, also when it can’t be had any more', async () => {
  await told('setprovider', { provider: 'gemini' })
  await told('persona', { name: 'botanist' })
  await parley.stop()
  await parley.configure({ ...settings, providers: { gemini: { enabled: false } } })
  await parley.start()
  expect(await told('persona')).toContain('**botanist** answers you here, because you chose it.')
  const providers = await told('providers')
  expect(providers).toContain('- **gemini**: off ← **yours**')
  expect(providers).toContain('You chose gemini, which is off')
})
