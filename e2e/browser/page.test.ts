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

const write = async (author: string, channel: string, content: string) => {
  const response = await fetch(`${sandbox.url}/sandbox/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ author, channel, content }),
  })
  expect(response.status).toBe(201)
}

it('is somebody else after one choice, and still after the page is loaded again', async () => {
  await using visitor = await visit(browser, sandbox.url)
  const { page, complaints } = visitor
  await page.getByRole('button', { name: /^You are Ada/ }).click()
  await page.getByRole('menuitemradio', { name: 'Grace' }).click()
  await page.reload()
  await page.getByRole('button', { name: /^You are Grace/ }).waitFor()
  await page.keyboard.type('hello from me')
  await page.keyboard.press('Enter')
  await messagesOf(page, 'Grace').getByText('hello from me').waitFor()
  expect(complaints).toEqual([])
})

it('marks the channels and guilds that have something new until one looks', async () => {
  await using visitor = await visit(browser, sandbox.url)
  const { page } = visitor
  await write('Linus', 'lobby', 'anybody here?')
  await page.getByRole('button', { name: 'The Workshop, unread messages' }).click()
  await page.getByText('anybody here?').waitFor()
  expect(await page.getByRole('button', { name: /unread messages/ }).count()).toBe(0)
})

it('stays at the newest message, or offers a way there to whoever reads further up', async () => {
  await using visitor = await visit(browser, sandbox.url)
  const { page } = visitor
  await page.getByRole('button', { name: 'announcements' }).click()
  for (let line = 1; line <= 30; line += 1) await write('Linus', 'announcements', `line ${line}`)
  const scroller = page.locator('.scroller')
  const below = () =>
    scroller.evaluate(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight)
  await page.getByText('line 30').waitFor()
  await expect.poll(below).toBeLessThan(2)

  await page.getByText('line 20').hover()
  await page.mouse.wheel(0, -400)
  await expect.poll(below).toBeGreaterThan(300)
  await write('Linus', 'announcements', 'the newest')
  await page.getByRole('button', { name: 'New messages' }).click()
  await expect.poll(below).toBeLessThan(2)
})

it('says that it reconnects while the sandbox is away and shows what happened meanwhile', async () => {
  const port = Number(new URL(sandbox.url).port)
  await using visitor = await visit(browser, sandbox.url)
  const { page } = visitor
  await sandbox[Symbol.asyncDispose]()
  await page.getByText('Reconnecting…').waitFor()
  sandbox = await boot({ port })
  await write('Linus', 'general', 'I am back')
  await page.getByText('I am back').waitFor()
  await expect.poll(() => page.getByText('Reconnecting…').count()).toBe(0)
})

it('counts down to 2,000 characters and sends no more', async () => {
  await using visitor = await visit(browser, sandbox.url)
  const { page } = visitor
  await page.locator('#composer').fill('x'.repeat(1_950))
  await page.getByText('50 characters left').waitFor()
  await page.locator('#composer').fill('x'.repeat(2_003))
  await page.getByText('-3').waitFor()
  await page.keyboard.press('Enter')
  expect(await page.locator('#composer').inputValue()).toHaveLength(2_003)
})

it('follows the system’s colours, and the toggle over them', async () => {
  await using visitor = await visit(browser, sandbox.url, { colorScheme: 'light' })
  const { page } = visitor
  const background = () => page.evaluate(`getComputedStyle(document.querySelector('.chat')).backgroundColor`)
  expect(await background()).toBe('rgb(255, 255, 255)')
  await page.getByRole('button', { name: 'Direct messages' }).click()
  await page.getByRole('button', { name: 'Who are you, and what can you do?' }).click()
  await settled(page, 'Parley')
  await shoot(page, 'conversation-light')
  await page.getByRole('button', { name: 'Use the dark theme' }).click()
  await expect.poll(background).toBe('rgb(49, 51, 56)')
  await page.reload()
  await page.locator('#composer').waitFor()
  expect(await background()).toBe('rgb(49, 51, 56)')
})

it('is one column on a phone, with the channels behind a button', async () => {
  const phone = {
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    hasTouch: true,
    isMobile: true,
  }
  await using visitor = await visit(browser, sandbox.url, phone)
  const { page, complaints } = visitor
  const wide = () => page.evaluate('document.documentElement.scrollWidth')
  expect(await wide()).toBe(390)
  await page.getByRole('button', { name: 'Show guilds and channels' }).click()
  await page.getByRole('button', { name: 'code-and-coffee' }).waitFor()
  await page.waitForTimeout(300)
  await shoot(page, 'phone-channels')
  await page.getByRole('button', { name: 'code-and-coffee' }).click()
  await page.getByRole('button', { name: 'Who are you, and what can you do?' }).click()
  await settled(page, 'Parley')
  expect(await wide()).toBe(390)
  await shoot(page, 'phone')
  expect(complaints).toEqual([])
})

it('has a name for everything that can be used, and one heading and one main part', async () => {
  await using visitor = await visit(browser, sandbox.url)
  const { page } = visitor
  await write('Ada', 'general', 'hello')
  await messagesOf(page, 'Ada').first().waitFor()
  const usable = page.locator('button, textarea, a, [role=button], [role=link], img')
  const nameless = (await usable.all()).map(async (element) => {
    const label = (await element.getAttribute('aria-label')) ?? (await element.getAttribute('alt'))
    const named = label !== null || (await element.textContent())?.trim() !== ''
    return named ? [] : [await element.evaluate(String)]
  })
  expect((await Promise.all(nameless)).flat()).toEqual([])
  expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1)
  expect(await page.getByRole('main').count()).toBe(1)
  expect(await page.getByRole('navigation').count()).toBe(1)
  expect(await page.locator('html').getAttribute('lang')).toBe('en')
})
