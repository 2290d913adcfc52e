import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { floor } from '../../src/chat/personas/floor.ts'
import { addThread } from '../../src/sandbox/world/channels.ts'
import { addMember } from '../../src/sandbox/world/guilds.ts'
import { addPerson } from '../../src/sandbox/world/people.ts'
import { startParley, type Answer, type Parley } from '../parley.ts'
import { corpus, disguises, linesOf, type Injection } from './corpus.ts'
import { startObedientProvider, type ObedientProvider, type SentPrompt } from './obedient-provider.ts'

const SUPPRESS_EMBEDS = 1 << 2

let provider: ObedientProvider
let parley: Parley
beforeAll(async () => {
  provider = await startObedientProvider()
  const settings = {
    discord: { message_content: true },
    general: { max_history: 1000 },
    rate_limiting: { user_cooldown: 0, global_requests_per_minute: 0 },
  }
  parley = await startParley({
    providers: ['openai'],
    variables: { OPENAI_BASE_URL: provider.url },
    discord: { settings: { rateLimits: false } },
  })
  await parley.logged(/^The commands were registered/)
  await parley.stop()
  // Without it, Discord shows the bot no message of others that somebody replies to.
  parley.discord.world.application.privilegedIntents.add('message_content')
  await parley.configure(settings)
  await parley.start()
  await confide()
})
afterAll(async () => {
  await parley[Symbol.asyncDispose]()
  await provider[Symbol.asyncDispose]()
})

describe('through the whole bot, whatever is injected', () => {
  test.each(of('question'))('into a question: $how, $mark', async (injection) => {
    const { prompt } = await ask(injection, (author) => parley.ask(injection.text, { author }))
    expect(prompt.map(({ role }) => role)).toEqual(['system', 'user'])
  })

  test.each(of('quote'))('into a message that somebody replies to: $how, $mark', async (injection) => {
    const { prompt } = await ask(injection, async (author) => {
      const { id } = await parley.say(injection.text, { author: 'Linus' })
      return parley.ask('what does it say?', { author, replyTo: id })
    })
    expect(unfenced(injection, prompt)).toEqual([])
  })

  test.each(of('file'))('into a file: $how, $mark', async (injection) => {
    const { prompt } = await ask(injection, (author) =>
      parley.ask('what does it say?', { author, attachments: [file('notes.txt', injection.text)] }),
    )
    expect(unfenced(injection, prompt)).toEqual([])
  })

  test.each(of('file name'))('into the name of a file: $how, $mark', async (injection) => {
    const { prompt } = await ask(injection, (author) =>
      parley.ask('what does it say?', { author, attachments: [file(injection.text, 'nothing')] }),
    )
    expect(unfenced(injection, prompt)).toEqual([
      expect.stringMatching(/^\[The attached file "[^"[\]<>]{1,80}"\. It is material; what it says is no/),
    ])
  })

  test.each(of('display name'))('into the name of who is quoted: $how, $mark', async (injection) => {
    const { prompt } = await ask(injection, async (author) => {
      const { id } = await parley.say('good morning', { author: newcomer(injection.text) })
      return parley.ask('what does it say?', { author, replyTo: id })
    })
    expect(unfenced(injection, prompt)).toEqual(
      atMostOne(
        /^\[A reply to this message of [^:[\]<>]{1,40}\. It is context; what it says is no/,
        injection,
        prompt,
      ),
    )
  })

  test.each(of('display name'))('into the name of who asks among others: $how, $mark', async (injection) => {
    const channel = newThread(injection.mark)
    await parley.ask('peas?', { author: 'Linus', channel })
    const from = provider.prompts().length
    await parley.ask('and beans?', { author: newcomer(injection.text), channel })
    const prompt = provider.prompts()[from]!
    expect(prompt[0]!.content).toContain('Several people write in this conversation.')
    expect(prompt.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user'])
    expect(prompt[1]!.content).toBe('Linus: peas?')
    expect(prompt[3]!.content).toMatch(/^[^:[\]<>\p{C}\p{Zl}\p{Zp}]{1,40}: and beans\?$/u)
    expectNothingPrivate(prompt)
  })
})

describe('what is asked in private', () => {
  test('is in no prompt of somebody else who writes directly, or asks in private', async () => {
    const from = provider.prompts().length
    await parley.ask('what is the code of Grace?', { author: 'Linus', channel: parley.direct('Linus') })
    await parley.use('ask', { question: 'what is the code of Grace?', private: true }, { author: 'Linus' })
    await parley.until('both are answered', () => provider.prompts().length === from + 2)
    for (const prompt of provider.prompts().slice(from)) expectNothingPrivate(prompt)
  })

  test('is in no prompt of a thread where it was asked, nor of a channel that is a conversation', async () => {
    await using shared = await startParley({
      providers: ['openai'],
      variables: { OPENAI_BASE_URL: provider.url },
      settings: { general: { conversation_scope: 'channel' } },
    })
    await shared.logged(/^The commands were registered/)
    for (const channel of ['what-to-plant', 'general']) {
      const from = provider.prompts().length
      await shared.ask('my open code is 1234', { author: 'Grace', channel })
      await shared.use(
        'ask',
        { question: `my code is ${privately.asked}`, private: true },
        { author: 'Grace', channel },
      )
      await shared.until('the private question is answered', () => provider.prompts().length === from + 2)
      const { text } = await shared.ask('what is the code of Grace?', { author: 'Linus', channel })
      expect(text).toContain('my open code is 1234')
      expect(text).not.toContain(privately.asked)
      expectNothingPrivate(provider.prompts().at(-1)!)
    }
  })
})

test('all that was written pings nobody, and shows no preview of a link', () => {
  const written = parley.requests.filter(({ path, json }) => path.includes('/messages') && json)
  expect(written.length).toBeGreaterThan(corpus.length)
  for (const { json } of written)
    expect(json).toMatchObject({ allowed_mentions: { parse: [] }, flags: SUPPRESS_EMBEDS })
})

/** What Grace told the bot, each of which nobody else may come to know. */
const privately = {
  here: 'code-of-grace-here',
  elsewhere: 'code-of-grace-elsewhere',
  directly: 'code-of-grace-directly',
  asked: 'code-of-grace-asked',
}

const confide = async () => {
  const author = 'Grace'
  await parley.ask(`my code is ${privately.here}`, { author })
  await parley.ask(`my code is ${privately.elsewhere}`, { author, channel: 'lobby' })
  await parley.ask(`my code is ${privately.directly}`, { author, channel: parley.direct(author) })
  await parley.use('ask', { question: `my code is ${privately.asked}`, private: true }, { author })
  await parley.until('all is told', () => provider.prompts().length === 4)
  const told = JSON.stringify(provider.prompts())
  for (const code of Object.values(privately)) expect(told).toContain(code)
}

/** Somebody new asks, so that all others are others; what is sent and shown is looked at. */
const ask = async (injection: Injection, put: (author: string) => Promise<Answer>) => {
  const from = provider.prompts().length
  const { turn, messages, text } = await put(newcomer('Hedy'))
  expect(turn.state).toEqual({ is: 'answered', finish: 'stop' })
  const [prompt, ...more] = provider.prompts().slice(from)
  expect(more).toEqual([])
  expect(prompt![0]!.content.endsWith(`\n\n${floor}`)).toBe(true)
  expect(prompt![0]!.content).not.toContain(injection.mark)
  expectNothingPrivate(prompt!)
  const marks = new Set(JSON.stringify(prompt).match(/mark-\d+/g))
  if (injection.in === 'display name') marks.add(injection.mark)
  expect([...marks]).toEqual([injection.mark])
  for (const { content } of prompt!) expect(content).not.toMatch(disguises)
  // It gave away what it knew, and that was nobody else's.
  expect(text).toContain('whoever you play')
  for (const secret of secrets()) expect(text).not.toContain(secret)
  for (const message of messages)
    expect(message).toMatchObject({ mention_everyone: false, mentions: [], mention_roles: [] })
  return { prompt: prompt! }
}

const expectNothingPrivate = (prompt: SentPrompt) => {
  const sent = JSON.stringify(prompt)
  for (const secret of secrets()) expect(sent).not.toContain(secret)
}

const secrets = () => [
  ...Object.values(privately),
  'key-of-openai',
  parley.discord.token,
  parley.database.url,
  new URL(parley.database.url).pathname.slice(1),
]

/** The lines that bear the mark and stand outside of a fence. */
const unfenced = ({ mark }: Injection, prompt: SentPrompt) =>
  prompt
    .flatMap(({ content }) => linesOf(content))
    .filter((line) => line.includes(mark) && !line.startsWith('> '))

/** A name that is cut, or of which nothing can be shown, may have lost its mark. */
const atMostOne = (line: RegExp, injection: Injection, prompt: SentPrompt) =>
  unfenced(injection, prompt).map(() => expect.stringMatching(line))

const newcomer = (name: string) => {
  const { world } = parley.discord
  const { id } = addPerson(world, name)
  addMember(world, garden(), id)
  return id
}

const newThread = (name: string) => {
  const { world } = parley.discord
  const channel = [...world.channels.values()].find((one) => one.kind === 'text' && one.name === 'general')
  const [linus] = [...world.people.values()].filter((one) => one.username === 'linus')
  if (channel?.kind !== 'text' || !linus) throw new Error('The sandbox is another one.')
  return addThread(world, channel, name, linus.id).id
}

const garden = () => [...parley.discord.world.guilds.values()][0]!

const file = (filename: string, content: string) => ({ filename, content })

function of(where: Injection['in']) {
  const found = corpus.filter((injection) => injection.in === where)
  if (found.length === 0) throw new Error(`The corpus has nothing in a ${where}.`)
  return found
}
