import { describe, expect, test } from 'vitest'
import { botRoles } from '../src/sandbox/world/guilds.ts'
import { createMessage } from '../src/sandbox/world/messages.ts'
import { createUser } from '../src/sandbox/world/people.ts'
import { createFastClock } from './fast-clock.ts'
import { startParley, type Parley } from './parley.ts'

const SUPPRESS_EMBEDS = 1 << 2

describe('what is meant for the bot is answered', () => {
  test('a mention, as a reply to it', async () => {
    await using parley = await startParley()
    const question = await parley.say('@Parley say exactly: Hello, Ada!')
    const { turn, messages } = await parley.answerTo(question)
    expect(turn.state).toEqual({ is: 'answered', finish: 'stop' })
    expect(messages).toMatchObject([
      { content: 'Hello, Ada!', message_reference: { message_id: question.id } },
    ])
  })

  test('a mention of the role that came with the bot', async () => {
    await using parley = await startParley()
    const { guilds } = parley.discord.world
    const [role] = [...guilds.values()].flatMap((guild) => botRoles(parley.discord.world, guild))
    const question = await parley.say(`<@&${role}> say exactly: I hear that name, too.`)
    expect(await parley.answerTo(question)).toMatchObject({ contents: ['I hear that name, too.'] })
  })

  test('a reply to one of its messages, without its name', async () => {
    await using parley = await startParley()
    const { messages } = await parley.ask('say exactly: One.')
    const question = await parley.say('say exactly: Two.', { replyTo: messages[0]!.id })
    expect(await parley.answerTo(question)).toMatchObject({ contents: ['Two.'] })
  })

  test('a direct message', async () => {
    await using parley = await startParley()
    const question = await parley.say('say exactly: Just us.', { channel: parley.direct('Ada') })
    expect(await parley.answerTo(question)).toMatchObject({
      contents: ['Just us.'],
      messages: [{ message_reference: { message_id: question.id } }],
    })
  })

  test('a mention without words, with a hint', async () => {
    await using parley = await startParley()
    const { turn, text } = await parley.answerTo(await parley.say('@Parley'))
    expect(turn.state).toEqual({ is: 'refused', code: 'empty_question' })
    expect(text).toContain('Write me a question')
    expect(parley.practice.requests.all()).toEqual([])
  })
})

describe('what is not meant for the bot is left alone', () => {
  test('other people’s talk, replies to them, and messages whose content Discord withheld', async () => {
    await using parley = await startParley()
    const talk = await parley.say('has anyone watered the roses?')
    await parley.say('I have', { author: 'Grace', replyTo: talk.id })
    const { messages } = await parley.ask('say exactly: Not me.')
    await parley.say('not you', { author: 'Grace', replyTo: messages[0]!.id, ping: false })
    await expectNothingSince(parley, 1)
  })

  test('bots, webhooks and itself', async () => {
    await using parley = await startParley()
    const { world } = parley.discord
    const channel = [...world.channels.values()].find((one) => one.kind === 'text')!
    const mention = `<@${world.bot.id}> say exactly: I answer machines.`
    const mentions = { users: [world.bot.id], roles: [], everyone: false }
    const other = createUser(world.nextId(), 'Otherbot', true)
    world.people.set(other.id, other)
    createMessage(world, channel, { authorId: other.id, content: mention, mentions })
    createMessage(world, channel, { authorId: world.bot.id, content: mention, mentions })
    const webhook = createUser(world.nextId(), 'Hook')
    world.people.set(webhook.id, webhook)
    createMessage(world, channel, {
      authorId: webhook.id,
      content: mention,
      mentions,
      more: { webhook_id: webhook.id },
    })
    await expectNothingSince(parley, 0)
  })
})

test('what was said before is remembered, across a restart, too', async () => {
  await using parley = await startParley({ clock: createFastClock(20) })
  await parley.ask('my name is Ada Lovelace')
  expect(await parley.ask('what is my name?')).toMatchObject({
    text: expect.stringContaining('Your name is Ada Lovelace'),
  })
  await parley.stop()
  await parley.start()
  expect(await parley.ask('what is my name?')).toMatchObject({
    text: expect.stringContaining('Your name is Ada Lovelace'),
  })
})

test('no answer pings anybody or shows a preview, whatever the model says', async () => {
  await using parley = await startParley()
  const { messages } = await parley.ask(
    'say exactly: @everyone and @here, see <@100000000000000011> at https://example.com',
  )
  expect(messages).toMatchObject([
    { mention_everyone: false, mentions: [], mention_roles: [], flags: SUPPRESS_EMBEDS },
  ])
  const written = parley.requests.filter(({ path }) => path.includes('/messages'))
  expect(written.length).toBeGreaterThan(0)
  for (const { json } of written)
    expect(json).toMatchObject({
      allowed_mentions: { parse: [], replied_user: false },
      flags: SUPPRESS_EMBEDS,
    })
})

test('the author of a question is pinged where the operator wants that, and nobody else', async () => {
  await using parley = await startParley({ settings: { discord: { ping_author: true } } })
  const { messages } = await parley.ask('say exactly: @everyone look')
  expect(messages[0]!.mentions.map(({ username }) => username)).toEqual(['ada'])
  expect(messages[0]!.mention_everyone).toBe(false)
})

describe('typing', () => {
  const SPEED = 20

  test('is shown within half a second, and kept up every eight until the first words', async () => {
    const clock = createFastClock(SPEED)
    await using parley = await startParley({ clock, providers: ['groq'] })
    const typed: number[] = []
    using _ = parley.discord.world.listen(({ is }) => void (is === 'typing' && typed.push(clock.monotonic())))
    parley.practice.faults.add({ fault: 'slow_first_token', delay_ms: 28_000 })
    const askedAt = clock.monotonic()
    expect(await parley.ask('what is Parley?')).toMatchObject({ turn: { state: { is: 'answered' } } })
    expect(typed[0]! - askedAt).toBeLessThan(500 * SPEED)
    expect(typed).toHaveLength(4)
    for (const [index, at] of typed.slice(1).entries()) expect(at - typed[index]!).toBeGreaterThan(7000)
    await clock.sleep(9000)
    expect(typed).toHaveLength(4)
  })
})

/** The gateway tells things in their order: what is answered afterwards shows that nothing before was. */
const expectNothingSince = async (parley: Parley, turns: number) => {
  await parley.ask('say exactly: Done.')
  const { rows } = await parley.database.database.query('select id from turns')
  expect(rows).toHaveLength(turns + 1)
  expect(parley.practice.requests.all()).toHaveLength(turns + 1)
}
