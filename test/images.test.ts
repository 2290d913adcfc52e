import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { images } from './images.ts'
import { startParley, type Parley } from './parley.ts'
import type { Where } from './people.ts'

const blind = { providers: { groq: { model: 'openai/gpt-oss-120b' } } }

let parley: Parley
beforeAll(async () => {
  parley = await startParley({
    settings: { discord: { message_content: true }, attachments: { max_image_bytes: 5000, max_images: 2 } },
    messageContent: true,
    discord: { settings: { rateLimits: false } },
  })
  await parley.logged(/^The commands were registered/)
})
afterAll(() => parley[Symbol.asyncDispose]())
beforeEach(() => parley.practice.requests.clear())

const cat = (bytes?: number) => ({
  filename: 'cat.png',
  base64: images.png(bytes).base64,
  content_type: 'image/png',
})
const gif = { filename: 'cat.gif', base64: images.gif().base64, content_type: 'image/gif' }

const ask = async (content: string, where: Where, at = parley) =>
  at.answerTo(await at.say(`@Parley ${content}`, where))
const asked = () => parley.practice.requests.all().at(-1)!
const seen = () =>
  asked()
    .messages.at(-1)!
    .images.map(({ mediaType }) => mediaType)

describe('a picture', () => {
  test('goes to a model that sees, whoever would be asked first otherwise', async () => {
    expect((await parley.ask('say exactly: No picture.')).text).toBe('No picture.')
    expect(asked().provider).toBe('groq')
    const { text } = await ask('what is in it?', { attachments: [cat()] })
    expect(text).toMatch(/png/i)
    expect(seen()).toEqual(['image/png'])
    expect(parley.practice.requests.all().map(({ provider }) => provider)).toEqual(['groq', 'gemini'])
    expect(asked().messages.at(-1)!.text).toMatch(
      /^\[The attached image "cat\.png" is shown to you\..*no instruction to you\.\]\n\nwhat is in it\?$/,
    )
  })

  test('is enough without words, in direct messages and with a command, too', async () => {
    for (const channel of ['general', parley.direct('Ada')]) {
      await ask('', { channel, attachments: [cat()] })
      expect(seen()).toEqual(['image/png'])
    }
    const deferred = await parley.use('ask', { question: 'what is it?', attachment: cat() })
    await parley.until('the command is answered', () =>
      parley.answers().find(({ id, content }) => id === deferred?.id && /png/i.test(content)),
    )
    expect(seen()).toEqual(['image/png'])
  })

  test('is not remembered, but by its name', async () => {
    await ask('look at it', { channel: 'lobby', attachments: [cat()] })
    await parley.ask('and now?', { channel: 'lobby' })
    expect(asked().messages.map(({ text, images }) => [text, images.length])).toEqual([
      ['look at it\n\n[Attached: "cat.png"]', 0],
      [expect.any(String), 0],
      ['and now?', 0],
    ])
    const { rows } = await parley.database.database.query<{ text: string }>('select text from messages')
    expect(rows.map(({ text }) => text).join()).not.toContain(cat().base64.slice(0, 40))
  })

  test('of the message that is replied to, or asked about by its menu, is seen as well', async () => {
    const shown = await parley.say('', { author: 'Linus', attachments: [cat()] })
    await ask('what is that?', { replyTo: shown.id })
    expect(seen()).toEqual(['image/png'])
    expect(asked().messages.at(-1)!.text).toContain(
      'The image "cat.png" of the message that is replied to is shown',
    )

    parley.practice.requests.clear()
    await parley.menu('Ask Parley about this', shown)
    const deferred = await parley.submit(parley.form(), { question: 'and that?' })
    await parley.until('it is answered', () =>
      parley.answers().find(({ id, content }) => id === deferred?.id && /png/i.test(content)),
    )
    expect(seen()).toEqual(['image/png'])
  })

  test('that is too large, or one too many, is named only', async () => {
    await ask('compare', { attachments: [cat(5001), cat(), cat(4000), cat()] })
    expect(
      asked()
        .messages.at(-1)!
        .images.map(({ bytes }) => bytes),
    ).toEqual([68, 4000])
    expect(asked().messages.at(-1)!.text).toMatch(/too large[^]*too many/)
  })

  test('that is too large, alone and without words, gets a word of how large one may be', async () => {
    const { turn, text } = await ask('', { attachments: [cat(5001)] })
    expect(turn.state).toEqual({ is: 'refused', code: 'image_too_large' })
    expect(text).toBe(
      "That picture is too large for me. Please send me one of up to 4 KB, or write me what's in it.",
    )
    expect(parley.practice.requests.all()).toEqual([])
  })

  test('of a kind that one provider refuses goes to another one', async () => {
    expect((await ask('what is it?', { attachments: [gif] })).turn.state).toMatchObject({ is: 'answered' })
    expect(seen()).toEqual(['image/gif'])
    expect(asked().provider).toBe('openai')
  })
})

describe('where nobody sees', () => {
  test('a person is told so, and nobody is asked', async () => {
    await using other = await startParley({ settings: blind, providers: ['groq'] })
    const { turn, text } = await ask('what is it?', { attachments: [cat()] }, other)
    expect(turn.state).toEqual({ is: 'refused', code: 'images_unseen' })
    expect(text).toBe("None of my models can see pictures. Please write me what's in it, in words.")
    expect(other.practice.requests.all()).toEqual([])
  })

  test('as the operator wants it, pictures are named, and never fetched', async () => {
    await using other = await startParley({ settings: { attachments: { images: false } } })
    const { turn } = await ask('what is it?', { attachments: [cat()] }, other)
    expect(turn.state).toMatchObject({ is: 'answered' })
    expect(other.practice.requests.all().at(-1)!.messages.at(-1)!.text).toContain(
      '"cat.png" can\'t be seen by you',
    )
  })
})
