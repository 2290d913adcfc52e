import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { boot, type Sandbox } from './boot.ts'
import { launch, messagesOf, settled, shoot, visit } from './browser.ts'

let browser: Browser
let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await boot()
  browser = await launch()
})
afterAll(async () => {
  await browser.close()
  await sandbox[Symbol.asyncDispose]()
})

it('holds a conversation by keyboard alone', async () => {
  await using visitor = await visit(browser, sandbox.url, { deviceScaleFactor: 2 })
  const { page, complaints } = visitor

  await page.keyboard.type('@Par')
  await expect.poll(() => page.getByRole('option').allTextContents()).toHaveLength(1)
  await page.keyboard.press('Enter')
  await page.keyboard.type('who are you?')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('And what can you do?')
  await page.keyboard.press('Enter')
  await page.getByText('Parley is typing…').waitFor()

  const answer = messagesOf(page, 'Parley').last()
  await answer.waitFor()
  const first = await answer.textContent()
  await expect.poll(() => answer.textContent()).not.toBe(first)
  await settled(page, 'Parley')

  expect(await answer.locator('discord-reply').getAttribute('author')).toBe('Ada')
  expect(await answer.locator('discord-message').getAttribute('bot')).toBe('')
  expect(await answer.getByText('(edited)').count()).toBeGreaterThan(0)
  expect(await page.getByText('is typing…').count()).toBe(0)
  const question = messagesOf(page, 'Ada').last().locator('.markdown')
  expect(await question.locator('discord-mention').textContent()).toBe('Parley')
  expect(await question.innerText()).toMatch(/Parley who are you\?\nAnd what can you do\?$/)
  expect(await page.locator('#composer:focus').count()).toBe(1)
  await shoot(page, 'conversation-dark')
  expect(complaints).toEqual([])
})

it('says at the first answer that it is an AI, and once that two questions came too fast', async () => {
  await using visitor = await visit(browser, sandbox.url)
  const { page, complaints } = visitor
  await page.getByRole('button', { name: /^You are Ada/ }).click()
  await page.getByRole('menuitemradio', { name: 'Linus' }).click()
  await page.getByRole('button', { name: 'Direct messages' }).click()
  await page.getByRole('button', { name: 'Who are you, and what can you do?' }).click()
  const answer = messagesOf(page, 'Parley').first()
  await answer.getByText('What there is to try').waitFor()
  for (const question of ['what is Parley?', 'what is Kubernetes?']) {
    await page.locator('#composer').fill(question)
    await page.keyboard.press('Enter')
  }
  await messagesOf(page, 'Parley').getByText('I take a short break between two questions').waitFor()
  await answer.getByText("I'm an AI").waitFor()
  await settled(page, 'Parley')
  await shoot(page, 'first-answer')
  expect(await messagesOf(page, 'Parley').getByText('That was quick').count()).toBe(1)
  expect(await messagesOf(page, 'Parley').getByText("I'm an AI").count()).toBe(1)
  expect(complaints).toEqual([])
})

it('replies by click, and the line above the reply leads to the message', async () => {
  await using visitor = await visit(browser, sandbox.url)
  const { page, complaints } = visitor
  await page.getByRole('button', { name: 'code-and-coffee' }).click()
  await page.getByRole('button', { name: 'Who are you, and what can you do?' }).click()
  const answer = await settled(page, 'Parley')

  await answer.hover()
  await answer.getByRole('button', { name: 'Reply' }).click()
  await page.getByText('Replying to Parley').waitFor()
  await page.keyboard.type('thank you, that was a good answer')
  await page.keyboard.press('Enter')

  const reply = messagesOf(page, 'Ada').last()
  await reply.locator('discord-reply').click()
  await expect
    .poll(() => page.locator('.message:focus').getAttribute('id'))
    .toBe(await answer.getAttribute('id'))
  expect(await page.getByText('Replying to').count()).toBe(0)
  await settled(page, 'Parley')
  expect(complaints).toEqual([])
})

it('shows code that goes on over two messages as code in both', async () => {
  await using visitor = await visit(browser, sandbox.url)
  const { page, complaints } = visitor
  await page.getByRole('button', { name: 'Direct messages' }).click()
  await page.getByRole('button', { name: 'Write a long program' }).click()
  await expect.poll(() => messagesOf(page, 'Parley').count(), { timeout: 30_000 }).toBeGreaterThan(1)
  await settled(page, 'Parley')

  const blocks = await messagesOf(page, 'Parley').locator('discord-code[multiline]').allTextContents()
  expect(blocks.length).toBeGreaterThan(1)
  expect(blocks.join('\n').length).toBeGreaterThan(2_000)
  expect(await page.locator('.messages').textContent()).not.toContain('```')
  expect(await messagesOf(page, 'Parley').locator('.hljs-string').count()).toBeGreaterThan(0)
  await shoot(page, 'long-program')
  expect(complaints).toEqual([])
})

it('edits the last own message with the up arrow and deletes it after a question', async () => {
  await using visitor = await visit(browser, sandbox.url)
  const { page, complaints } = visitor
  await page.getByRole('button', { name: 'what-to-plant' }).click()
  await page.keyboard.type('tomatos')
  await page.keyboard.press('Enter')
  await messagesOf(page, 'Ada').getByText('tomatos').waitFor()

  await page.keyboard.press('ArrowUp')
  await page.getByLabel('Edit message').fill('tomatoes')
  await page.keyboard.press('Enter')
  await messagesOf(page, 'Ada').getByText('tomatoes').waitFor()
  await messagesOf(page, 'Ada').getByText('(edited)').waitFor()

  await page.keyboard.press('Shift+Tab')
  await messagesOf(page, 'Ada').last().focus()
  await page.keyboard.press('Delete')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await expect.poll(() => messagesOf(page, 'Ada').count()).toBe(0)
  expect(complaints).toEqual([])
})

it('shows what people write as text, whatever they write', async () => {
  await using visitor = await visit(browser, sandbox.url)
  const { page, complaints } = visitor
  await page.getByRole('button', { name: 'The Workshop' }).click()
  await page.keyboard.type(
    '<img src=x onerror=alert(1)> <discord-button>x</discord-button> [a](javascript:alert(1))',
  )
  await page.keyboard.press('Enter')
  await messagesOf(page, 'Ada').getByText('<img src=x onerror=alert(1)>').waitFor()
  expect(await messagesOf(page, 'Ada').locator('img[src=x], discord-button, a').count()).toBe(0)
  expect(complaints).toEqual([])
})
