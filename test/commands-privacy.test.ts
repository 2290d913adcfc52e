import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readStanding } from '../src/preferences/standing.ts'
import { startParley, type Parley } from './parley.ts'

let parley: Parley
beforeAll(async () => {
  parley = await startParley()
  await parley.logged(/^The commands were registered/)
})
afterAll(() => parley[Symbol.asyncDispose]())
beforeEach(() => parley.database.database.query('truncate choices, introductions, messages, turns, usage'))

type Where = { author?: string; channel?: string }

const use = async (name: string, options: object = {}, where: Where = {}) => {
  const message = await parley.use(name, options, where)
  expect(message?.ephemeral_to).toBe(parley.idOf(where.author ?? 'Ada'))
  return message!
}

const optedOut = async (person: string) => {
  const whereabouts = { person: parley.idOf(person), guild: null, places: [], others: [] }
  return (await readStanding(parley.database.database, whereabouts)).person.optedOut
}

const exported = async (author: string): Promise<string> => {
  const message = await use('privacy export', {}, { author })
  const shown = await parley.until('the file is attached', () =>
    [...parley.answers()].find(({ id, attachments }) => id === message.id && attachments.length > 0),
  )
  expect(shown).toMatchObject({
    ephemeral_to: parley.idOf(author),
    content: expect.stringMatching(/^This is everything that I keep of you/),
    attachments: [{ filename: `parley-${parley.idOf(author)}.json` }],
  })
  return parley.files(shown)[0]!
}

describe('/privacy show', () => {
  test('tells what is kept, why and for how long, and what to do about it', async () => {
    await parley.ask('my name is Countess')
    const { content } = await use('privacy show')
    expect(content).toMatch(/^This is what I keep of you:\n/)
    expect(content).toMatch(
      /^- \*\*messages\*\*, 2 rows: so that answers fit what was said before\. Kept for 24 hours\.$/m,
    )
    expect(content).toContain('`/privacy export`')
    expect(content.length).toBeLessThanOrEqual(2000)
  })

  test('links to what the operator says about it', async () => {
    const legal = { privacy_url: 'https://example.org/privacy', contact: 'privacy@example.org' }
    await using other = await startParley({ settings: { legal } })
    await other.logged(/^The commands were registered/)
    const { content, components } = (await other.use('privacy show'))!
    expect(content).toContain('Questions about it go to privacy@example.org.')
    expect(components).toMatchObject([
      { components: [{ label: 'Privacy policy', url: 'https://example.org/privacy' }] },
    ])
  })

  test('tells nothing of others, and works in direct messages', async () => {
    await parley.ask('my name is Countess')
    const { content } = await use('privacy show', {}, { author: 'Linus', channel: parley.direct('Linus') })
    expect(content).toMatch(/^I keep nothing of you at the moment\./)
  })
})

describe('/privacy export', () => {
  test('is a file with everything of one’s own, for oneself alone', async () => {
    await parley.ask('my name is Countess')
    await parley.ask('my name is Commodore', { author: 'Grace' })
    const file = await exported('Ada')
    expect(JSON.parse(file)).toMatchObject({ person: parley.idOf('Ada') })
    expect(file).toContain('my name is Countess')
    expect(file).not.toContain('Commodore')
    expect(file).not.toContain(parley.idOf('Grace'))
  })
})

describe('/privacy delete', () => {
  test('asks back, deletes everything, says how much went, and leaves alone what is others’', async () => {
    await parley.ask('my name is Countess')
    await parley.ask('my name is Commodore', { author: 'Grace' })
    const kept = await parley.press(await use('privacy delete'), 'Keep it')
    expect(kept).toMatchObject({ content: 'Nothing was deleted.', components: [] })
    expect(await exported('Ada')).toContain('Countess')

    const asked = await use('privacy delete')
    await parley.press(asked, 'Delete everything')
    const { content } = await parley.until('it is deleted', () =>
      parley.answers().find(({ id, content }) => id === asked.id && content.includes('is deleted')),
    )
    expect(content).toMatch(/^Everything that I kept of you is deleted: \d+ rows\.$/m)
    expect(content).toMatch(/^- messages: 2$/m)
    expect(await exported('Ada')).not.toContain('Countess')
    expect(await exported('Grace')).toContain('Commodore')
  })

  test('says so when there is nothing', async () => {
    const asked = await use('privacy delete', {}, { author: 'Linus' })
    await parley.press(asked, 'Delete everything', 'Linus')
    await parley.until('it is said', () =>
      parley.answers().find(({ id, content }) => id === asked.id && /nothing of you/.test(content)),
    )
  })
})

describe('/privacy opt-out', () => {
  test('is told of, and toggled by its button', async () => {
    const asked = await use('privacy opt-out')
    expect(asked.content).toMatch(
      /^You have not opted out\. If you do, nothing that you write stands in any prompt/,
    )
    const out = await parley.press(asked, 'Opt out')
    expect(out?.content).toMatch(/^You have opted out\. From now on nothing that you write/)
    expect(await optedOut('Ada')).toBe(true)
    expect((await use('privacy opt-out')).content).toMatch(/^You have opted out: nothing/)
    const back = await parley.press(out!, 'Opt in again')
    expect(back?.content).toMatch(/^You are in: I answer you/)
    expect(await optedOut('Ada')).toBe(false)
  })

  test('is set by its option, for one person alone, and kept over a restart', async () => {
    const state = async (value: string, author: string) =>
      (await use('privacy opt-out', { state: value }, { author })).content
    expect(await state('on', 'Linus')).toMatch(/^You have opted out\. From now on/)
    expect(await state('off', 'Grace')).toMatch(/^You are in/)
    await parley.stop()
    await parley.start()
    parley.practice.requests.clear()
    expect((await parley.ask('who are you?', { author: 'Linus' })).text).toMatch(
      /^You told me to keep your words/,
    )
    expect(parley.practice.requests.all()).toEqual([])
    expect([await optedOut('Linus'), await optedOut('Grace'), await optedOut('Ada')]).toEqual([
      true,
      false,
      false,
    ])
    expect((await use('privacy opt-out', {}, { author: 'Linus' })).content).toMatch(/^You have opted out: /)
  })
})
