import { afterAll, beforeAll, expect, test } from 'vitest'
import { startParley, type Parley } from './parley.ts'

let parley: Parley
beforeAll(async () => {
  parley = await startParley()
  await parley.logged(/^The commands were registered/)
  await parley.logged(/^It is known who runs the bot/)
})
afterAll(() => parley[Symbol.asyncDispose]())

const menu = 'Report this answer'

test('an answer is reported once by each person, with a reason or without', async () => {
  const { messages } = await parley.ask('say exactly: Roses are blue.')
  const [answer] = messages
  expect(await parley.menu(menu, answer!, 'Linus')).toBeNull()
  const form = parley.form('Linus')
  const thanks = await parley.submit(form, { reason: 'They *are* [red](https://example.com)' }, 'Linus')
  expect(thanks).toMatchObject({
    content: 'Thank you. Whoever runs me will look at that answer.',
    ephemeral_to: parley.idOf('Linus'),
  })
  await parley.menu(menu, answer!, 'Linus')
  const again = await parley.submit(parley.form('Linus'), { reason: 'Again' }, 'Linus')
  expect(again?.content).toMatch(/^You have reported that answer already/)
  await parley.menu(menu, answer!, 'Grace')
  expect((await parley.submit(parley.form('Grace'), {}, 'Grace'))?.content).toMatch(/^Thank you/)
})

test('only the bot’s own answers are', async () => {
  const question = await parley.say('Roses are green.')
  expect((await parley.menu(menu, question, 'Linus'))?.content).toMatch(/^Only my own answers/)
})

test('those who run the bot see what waits, without what was said, and close it', async () => {
  expect((await parley.use('chatadmin status'))?.content).toContain('Reports waiting: 2')
  const listed = await parley.use('chatadmin reports')
  const link = /1\. https:\/\/discord\.com\/channels\/\d+\/\d+\/\d+ <t:\d+:R>: “They \\\*are\\\* \\\[red\\\]/
  expect(listed?.content).toMatch(link)
  expect(listed?.content).toContain('no reason given')
  expect(listed?.content).not.toContain('blue')
  const left = await parley.press(listed!, 'Resolve 1')
  expect(left?.content).not.toContain('red')
  const none = await parley.press(left!, 'Dismiss 1')
  expect(none?.content).toBe('No report is waiting.')
  const { rows } = await parley.database.database.query('select state, resolved_by from reports order by id')
  const by = parley.idOf('Ada')
  expect(rows).toEqual([
    { state: 'resolved', resolved_by: by },
    { state: 'dismissed', resolved_by: by },
  ])
})
