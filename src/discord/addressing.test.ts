import {
  MessageReferenceType,
  MessageType,
  StickerFormatType,
  type GatewayMessageCreateDispatchData,
} from 'discord-api-types/v10'
import { describe, expect, test } from 'vitest'
import { address } from './addressing.ts'

const self = { id: '100000000000000001', name: 'Parley', role: '100000000000000002' }
const me = { id: self.id, username: 'Parley', discriminator: '0', global_name: null, avatar: null, bot: true }
const ada = {
  id: '200000000000000001',
  username: 'ada',
  discriminator: '0',
  global_name: 'Ada',
  avatar: null,
}
const grace = { ...ada, id: '200000000000000002', username: 'grace', global_name: 'Grace' }

type Message = GatewayMessageCreateDispatchData

const message = (changes: Partial<Message> = {}): Message => ({
  id: '300000000000000001',
  channel_id: '400000000000000001',
  guild_id: '500000000000000001',
  author: ada,
  content: '',
  timestamp: '2026-01-01T00:00:00Z',
  edited_timestamp: null,
  tts: false,
  mention_everyone: false,
  mentions: [],
  mention_roles: [],
  attachments: [],
  embeds: [],
  pinned: false,
  type: MessageType.Default,
  ...changes,
})
const direct = (changes: Partial<Message>) => {
  const { guild_id: _, ...rest } = message(changes)
  return rest
}
const reply = (to: Message, changes: Partial<Message>) =>
  message({
    type: MessageType.Reply,
    message_reference: { type: MessageReferenceType.Default, channel_id: to.channel_id, message_id: to.id },
    referenced_message: to,
    ...changes,
  })
const ofMine = message({ id: '300000000000000000', author: me, content: 'Plant beans.' })
const attachment = { id: '1', filename: 'a.png', size: 1, url: 'https://x', proxy_url: 'https://x' }

const sticker = { id: '1', name: 'hi', format_type: StickerFormatType.PNG }

const textOf = (given: Message) => {
  const addressed = address(given, self)
  return addressed.is === 'question' ? addressed.text : addressed.is
}

describe('a question is', () => {
  test.each([
    ['a mention', message({ content: `<@${self.id}> hi` })],
    ['a mention as older clients write it', message({ content: `<@!${self.id}> hi` })],
    ["a mention of the bot's own role", message({ content: `<@&${self.role}> hi` })],
    ['a mention behind the words', message({ content: `hi <@${self.id}>` })],
    ['a direct message', direct({ content: 'hi' })],
    ["a reply to one of the bot's messages", reply(ofMine, { content: 'hi', mentions: [me] })],
    ['such a reply that does not ping, if its words are visible', reply(ofMine, { content: 'hi' })],
  ])('%s', (_, given) => expect(textOf(given)).toBe('hi'))
})

describe('ignored is', () => {
  const mention = { content: `<@${self.id}> hi` }
  test.each([
    ['the bot itself', 'own', message({ ...mention, author: me })],
    ['another bot', 'bot', message({ ...mention, author: { ...ada, bot: true } })],
    ['a webhook', 'bot', message({ ...mention, webhook_id: '9' })],
    ['a system message', 'system', message({ ...mention, type: MessageType.UserJoin })],
    ['a message to somebody else', 'not_addressed', message({ content: `<@${grace.id}> hi` })],
    ['a mention of everybody', 'not_addressed', message({ content: '@everyone', mention_everyone: true })],
    ['another role', 'not_addressed', message({ content: '<@&100000000000000009> hi' })],
    [
      "a reply to somebody else's message",
      'not_addressed',
      reply(message({ author: grace }), { content: 'hi' }),
    ],
    [
      'a forwarded message',
      'forwarded',
      direct({ message_reference: { type: MessageReferenceType.Forward, channel_id: '1', message_id: '2' } }),
    ],
  ])('%s', (_, rule, given) => expect(address(given, self)).toEqual({ is: 'ignored', rule }))

  test('a role while the bot has none of its own', () => {
    expect(address(message({ content: '<@&null> hi' }), { ...self, role: null }).is).toBe('ignored')
  })
})

describe('a hint is due for', () => {
  test.each([
    ['a mention without words', message({ content: `<@${self.id}>` })],
    ['two mentions and blanks', message({ content: ` <@${self.id}>, <@&${self.role}>  ` })],
    ['a reply with only a sticker', reply(ofMine, { mentions: [me], sticker_items: [sticker] })],
  ])('%s', (_, given) => expect(address(given, self)).toEqual({ is: 'hint' }))
})

test.each([
  ['a mention', message({ content: `<@${self.id}>`, attachments: [attachment] })],
  ['a direct message', direct({ attachments: [attachment] })],
  ['a reply', reply(ofMine, { mentions: [me], attachments: [attachment] })],
])('%s with a file and no words is a question', (_, given) =>
  expect(address(given, self)).toMatchObject({ is: 'question', text: '' }),
)

test.each([
  ['an unpinged reply', reply(ofMine, {})],
  ['a reply that pings, to the answer to a command', reply(ofMine, { mentions: [me] })],
])('%s whose content Discord withheld is not taken for a mention without words', (_, given) =>
  expect(address(given, self)).toEqual({ is: 'withheld' }),
)

describe('the words', () => {
  test.each([
    [`<@${self.id}>: <@!${self.id}> what is this?`, 'what is this?'],
    [`what does <@${self.id}> know?`, 'what does @Parley know?'],
    [`<@${self.id}> ask <@${grace.id}> and <@299999999999999999>`, 'ask @Grace and @somebody'],
    [`<@${self.id}> in <#123> for <@&456>`, 'in #channel for @role'],
    [`<@${self.id}> <:wave:123><a:dance_2:456>`, ':wave::dance_2:'],
    [`<@${self.id}> use </ask now:123>`, 'use /ask now'],
    [`<@${self.id}> at <t:1700000000:R>`, 'at 2023-11-14T22:13:20.000Z'],
    [`<@${self.id}> a\n  b`, 'a\n  b'],
    [`<@${self.id}> $& and $1`, '$& and $1'],
  ])('of %j are %j', (content, words) => {
    expect(textOf(message({ content, mentions: [me, grace] }))).toBe(words)
  })
})

test.each([',', ' ', '</a'])('the longest message that is full of %j is read in no time', (filler) => {
  const content = `<@${self.id}> a${filler.repeat(3900 / filler.length)}b`
  const before = performance.now()
  for (let i = 0; i < 50; i++) textOf(message({ content }))
  expect(performance.now() - before).toBeLessThan(250)
})

describe('what is replied to', () => {
  const question = { content: `<@${self.id}> is that right?` }
  const quotedIn = (given: Message) => {
    const addressed = address(given, self)
    return addressed.is === 'question' ? addressed.quoted : addressed
  }

  test("comes along, the bot's own words and those of others", () => {
    expect(quotedIn(reply(ofMine, question))).toEqual({
      author: { id: self.id, name: 'Parley' },
      text: 'Plant beans.',
      files: [],
      answer: ofMine.id,
    })
    expect(
      quotedIn(reply(message({ author: grace, content: 'Plant <@200000000000000001>' }), question)),
    ).toEqual({
      author: { id: grace.id, name: 'Grace' },
      text: 'Plant @somebody',
      files: [],
      answer: null,
    })
  })

  test('comes along with its files, also without words', () => {
    expect(quotedIn(reply(message({ author: grace, attachments: [attachment] }), question))).toEqual({
      author: { id: grace.id, name: 'Grace' },
      text: '',
      files: [{ id: '1', name: 'a.png', size: 1, url: 'https://x', contentType: null }],
      answer: null,
    })
  })

  test('is left out where its words are withheld, or it is deleted', () => {
    expect(quotedIn(reply(message({ author: grace }), question))).toBeNull()
    expect(quotedIn(message({ ...question, type: MessageType.Reply, referenced_message: null }))).toBeNull()
  })
})
