import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { boot, type Sandbox } from './boot.ts'
import { launch, messagesOf, shoot, visit } from './browser.ts'

const settings = `
rate_limiting:
  user_cooldown: 0
discord:
  max_messages: 2
`

let browser: Browser
let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await boot({ settings })
  browser = await launch()
})
afterAll(async () => {
  await browser.close()
  await sandbox[Symbol.asyncDispose]()
})

const WIDE = { width: 1280, height: 800 }
const NARROW = { width: 390, height: 844 }

/** The same moment as everybody sees it, and nothing that sticks out on a phone. */
const shootAll = async (page: Page, name: string) => {
  for (const [size, viewport] of Object.entries({ wide: WIDE, phone: NARROW })) {
    await page.setViewportSize(viewport)
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.waitForTimeout(200)
      await shoot(page, `parley-${name}-${size}-${colorScheme}`)
    }
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(viewport.width)
  }
  await page.setViewportSize(WIDE)
  await page.emulateMedia({ colorScheme: 'dark' })
}

/** Until it is disposed of, the practice provider takes its time over each piece of what it says. */
const speakSlowly = async () => {
  await setPace(200)
  return { [Symbol.asyncDispose]: () => setPace(25) }
}

const setPace = async (chunk_ms: number) => {
  const response = await fetch(`${sandbox.url}/practice/settings`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ chunk_ms }),
  })
  expect(response.status).toBe(200)
}

const newest = (page: Page) => messagesOf(page, 'Parley').last()

const become = async (page: Page, person: string) => {
  await page.getByRole('button', { name: /^You are / }).click()
  await page.getByRole('menuitemradio', { name: person }).click()
  await page.getByRole('button', { name: new RegExp(`^You are ${person}`) }).waitFor()
  await page.locator('#composer').focus()
}

const go = async (page: Page, channel: string) => {
  await page.getByRole('button', { name: channel }).click()
  await page.locator('#composer').focus()
}

const ask = async (page: Page, words: string) => {
  await page.locator('#composer').focus()
  await page.keyboard.type('@Par')
  await page.getByRole('option').first().waitFor()
  await page.keyboard.press('Enter')
  await page.keyboard.type(words)
  await page.keyboard.press('Enter')
}

/** Types a slash command, with what its first option takes, and sends it. */
const use = async (page: Page, command: string) => {
  await page.locator('#composer').focus()
  await page.keyboard.type(`${command} `)
  await page.locator('.composer-box.command').waitFor()
  await page.keyboard.press('Enter')
  await page.locator('#composer').waitFor()
}

/** As somebody could who is no user of Discord's client: it wouldn't offer the command. */
const useUnoffered = async (author: string, name: string) => {
  const response = await fetch(`${sandbox.url}/sandbox/interactions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'command', channel: 'general', author, name, wait: true }),
  })
  expect(response.status).toBe(201)
}

const openApps = async (page: Page, author: string, item: string) => {
  const message = messagesOf(page, author).last()
  await message.focus()
  await message.getByRole('button', { name: 'Apps' }).focus()
  await page.keyboard.press('Enter')
  await message.getByRole('menuitem', { name: item }).waitFor()
  return message
}

it('asks by keyboard alone, with the provider completed, and only for oneself', async () => {
  await using visitor = await visit(browser, sandbox.url)
  await using other = await visit(browser, sandbox.url)
  const { page, complaints } = visitor
  await become(other.page, 'Linus')
  await page.locator('#composer').focus()
  await page.keyboard.type('/')
  await page.getByRole('option', { name: '/ask' }).waitFor()
  await shootAll(page, 'commands')
  await page.keyboard.type('ask')
  await page.keyboard.press('Enter')
  await page.keyboard.type('who are you?')
  await page.keyboard.press('Tab')
  await page.getByRole('button', { name: 'Add the option provider' }).focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => page.getByRole('option').allInnerTexts()).toEqual(['groq', 'gemini', 'openai'])
  await page.keyboard.type('gem')
  await expect.poll(() => page.getByRole('option').allInnerTexts()).toEqual(['gemini'])
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Add the option private' }).focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await shootAll(page, 'ask-options')
  await page.keyboard.press('Enter')

  await newest(page).getByText('GEMINI_API_KEY').waitFor()
  await newest(page).getByRole('button', { name: 'Regenerate' }).waitFor()
  await newest(page).getByText("I'm an AI").waitFor()
  expect(await newest(page).getByText('Only you can see this').count()).toBe(1)
  expect(await newest(page).locator('.used').innerText()).toMatch(/^Ada used\s\/ask$/)
  await expect.poll(() => page.locator('#composer:focus').count()).toBe(1)
  await shootAll(page, 'ask-answer')
  expect(await messagesOf(other.page, 'Parley').count()).toBe(0)
  expect(complaints).toEqual([])
})

it('goes on below an answer to a command, by its Reply button and form', async () => {
  await using visitor = await visit(browser, sandbox.url)
  const { page, complaints } = visitor
  await use(page, '/chat my name is Ada')
  await newest(page).getByText('Nice to meet you, Ada!').waitFor()
  await newest(page)
    .getByRole('button', { name: 'Reply', exact: true })
    .and(page.locator('.components *'))
    .press('Enter')
  const form = page.getByRole('dialog', { name: 'Reply to Parley' })
  await form.locator('textarea:focus').waitFor()
  await page.keyboard.type('what is my name?')
  await shootAll(page, 'reply')
  await form.getByRole('button', { name: 'Submit' }).press('Enter')
  await newest(page).getByText('Your name is Ada.').waitFor()
  await expect.poll(() => form.count()).toBe(0)
  expect(complaints).toEqual([])
})

it('stops an answer while it streams, gives it anew, and by another provider', async () => {
  await using visitor = await visit(browser, sandbox.url)
  await using other = await visit(browser, sandbox.url)
  const { page, complaints } = visitor
  await become(other.page, 'Linus')
  await go(page, 'code-and-coffee')
  await go(other.page, 'code-and-coffee')
  {
    await using _slow = await speakSlowly()
    await ask(page, ' tell me a long story')
    const stop = newest(page).getByRole('button', { name: 'Stop' })
    await stop.waitFor()
    await shootAll(page, 'streaming')
    await stop.press('Enter')
    await newest(page).getByRole('button', { name: 'Regenerate' }).waitFor()
    await shootAll(page, 'stopped')
    expect(await newest(page).textContent()).not.toContain('a horn sounded')
  }
  await newest(page).getByRole('button', { name: 'Regenerate' }).press('Enter')
  await expect
    .poll(() => page.locator('.messages').textContent(), { timeout: 30_000 })
    .toContain('a horn sounded')
  await ask(page, ' who are you?')
  await newest(page).getByText('GROQ_API_KEY').waitFor()
  await newest(page).getByRole('button', { name: 'Ask another' }).press('Enter')
  await page.getByRole('option', { name: 'openai' }).waitFor()
  await shootAll(page, 'ask-another')
  await page.getByRole('option', { name: 'openai' }).press('Enter')
  await newest(page).getByText('OPENAI_API_KEY').waitFor()
  await newest(page).getByRole('button', { name: 'Regenerate' }).waitFor()

  await newest(other.page).getByRole('button', { name: 'Regenerate' }).click()
  await newest(other.page).getByText('Only the person who asked, or a moderator, may do that.').waitFor()
  await shootAll(other.page, 'not-yours')
  expect(complaints).toEqual([])
})

it('gives everything that is kept of a person as a file, and forgets it after a question back', async () => {
  await using visitor = await visit(browser, sandbox.url)
  await using other = await visit(browser, sandbox.url)
  const { page, complaints } = visitor
  await become(page, 'Grace')
  await go(page, 'seedlings')
  await go(other.page, 'seedlings')
  await ask(page, ' my favourite flower is the tulip')
  await newest(page).getByRole('button', { name: 'Regenerate' }).waitFor()

  await use(page, '/privacy export')
  const file = newest(page)
    .getByRole('link', { name: /^parley-\d+\.json$/ })
    .first()
  await file.waitFor()
  await shootAll(page, 'export')
  const address = new URL((await file.getAttribute('href'))!, page.url()).href
  expect(await (await page.request.get(address)).text()).toContain('my favourite flower is the tulip')
  expect(await other.page.getByText('everything that I keep').count()).toBe(0)

  await use(page, '/clear')
  await newest(page).getByText('Shall I forget').waitFor()
  await shootAll(page, 'clear')
  await newest(page).getByRole('button', { name: 'Forget it' }).press('Enter')
  await newest(page).getByText('I have forgotten 2 messages.').waitFor()
  expect(await newest(page).getByRole('button', { name: 'Forget it' }).count()).toBe(0)
  await ask(page, ' what is my favourite flower?')
  await newest(page).getByText("You haven't told me").waitFor()
  expect(complaints).toEqual([])
})

it('is asked about somebody else’s message, and told that an answer is bad, from the Apps menu', async () => {
  await using visitor = await visit(browser, sandbox.url)
  const { page, complaints } = visitor
  await go(page, 'what-to-plant')
  await page.keyboard.type('Parley, the lighthouse was painted blue in 1911.')
  await page.keyboard.press('Enter')
  await messagesOf(page, 'Ada').last().waitFor()
  await become(page, 'Linus')
  const message = await openApps(page, 'Ada', 'Ask Parley about this')
  await shootAll(page, 'apps')
  await message.getByRole('menuitem', { name: 'Ask Parley about this' }).press('Enter')
  const form = page.getByRole('dialog', { name: 'Ask Parley about this' })
  await form.locator('textarea:focus').waitFor()
  await page.keyboard.type('who are you?')
  await shootAll(page, 'ask-about')
  await form.getByRole('button', { name: 'Submit' }).press('Enter')
  await newest(page).getByText('practice model').first().waitFor()
  await newest(page).getByRole('button', { name: 'Regenerate' }).waitFor()

  const answer = await openApps(page, 'Parley', 'Report this answer')
  await answer.getByRole('menuitem', { name: 'Report this answer' }).press('Enter')
  const report = page.getByRole('dialog', { name: 'Report this answer' })
  await report.locator('textarea:focus').waitFor()
  await page.keyboard.type('It was red.')
  await shootAll(page, 'report')
  await report.getByRole('button', { name: 'Submit' }).press('Enter')
  await newest(page).getByText('Thank you. Whoever runs me will look at that answer.').waitFor()
  expect(complaints).toEqual([])
})

it('lets managers say which personas there are, and a person choose', async () => {
  await using visitor = await visit(browser, sandbox.url)
  const { page, complaints } = visitor
  await become(page, 'Linus')
  await page.keyboard.type('/persona ')
  await page.getByRole('button', { name: 'Add the option name' }).press('Enter')
  await page.getByRole('option', { name: 'assistant' }).waitFor()
  await shootAll(page, 'persona-choices')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await page.locator('#composer').waitFor()
  await become(page, 'Grace')
  await use(page, '/chatadmin persona allow')
  await newest(page).getByRole('button', { name: 'Personas' }).press('Enter')
  await page.getByRole('option', { name: 'assistant' }).press('Enter')
  await page.getByRole('option', { name: 'jim' }).press('Enter')
  await shootAll(page, 'persona-allow')
  await page.keyboard.press('Escape')
  await newest(page).getByText('People may choose here: assistant, jim.').waitFor()

  await become(page, 'Linus')
  await page.keyboard.type('/persona jim')
  await page.getByRole('option', { name: 'jim: Edgy' }).waitFor()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await newest(page).getByText('From now on jim answers you').waitFor()
  await use(page, '/persona')
  await newest(page).getByText('because you chose it').waitFor()
  await shootAll(page, 'persona')
  await ask(page, ' who are you?')
  await newest(page).getByRole('button', { name: 'Regenerate' }).waitFor()
  await shootAll(page, 'jim')
  expect(complaints).toEqual([])
})

it('lets managers write instructions in a form, and nobody else', async () => {
  await using visitor = await visit(browser, sandbox.url)
  const { page, complaints } = visitor
  await become(page, 'Grace')
  await use(page, '/chatadmin prompt')
  const form = page.getByRole('dialog', { name: "This server's instructions" })
  await form.locator('textarea:focus').waitFor()
  await page.keyboard.type('Speak of plants whenever you can.')
  await shootAll(page, 'prompt')
  await form.getByRole('button', { name: 'Submit' }).press('Enter')
  await newest(page).getByText("I follow this server's instructions (33 characters)").waitFor()
  await use(page, '/chatadmin show')
  await newest(page).getByText('instructions of 33 characters').waitFor()
  await shootAll(page, 'show')

  await become(page, 'Linus')
  await page.keyboard.type('/chat')
  await expect.poll(() => page.getByRole('option', { name: '/chatstats' }).count()).toBe(1)
  expect(await page.getByRole('option', { name: '/chatadmin' }).count()).toBe(0)
  await page.locator('#composer').fill('')
  await useUnoffered('Linus', 'chatadmin prompt')
  await newest(page).getByText('Only who manages this server').waitFor()
  expect(await form.count()).toBe(0)
  await become(page, 'Grace')
  await page.getByRole('button', { name: 'The Workshop' }).click()
  await page.locator('#composer').focus()
  await page.keyboard.type('/chat')
  await expect.poll(() => page.getByRole('option', { name: '/chatstats' }).count()).toBe(1)
  expect(await page.getByRole('option', { name: '/chatadmin' }).count()).toBe(0)
  expect(complaints).toEqual([])
})

it('answers in a thread where the managers want it', async () => {
  await using visitor = await visit(browser, sandbox.url)
  const { page, complaints } = visitor
  await become(page, 'Grace')
  await page.keyboard.type('/chatadmin thread on')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Add the option channel' }).focus()
  await page.keyboard.press('Enter')
  await page.keyboard.type('seed')
  await page.getByRole('option', { name: 'seedlings' }).waitFor()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await newest(page).getByText('threads that are named after the question').waitFor()
  await go(page, 'seedlings')
  await ask(page, ' tell me a short story about a lighthouse')
  const thread = page.getByRole('button', { name: /^Open the thread tell me a short story/i })
  await thread.waitFor()
  await shootAll(page, 'thread-link')
  await thread.press('Enter')
  await newest(page).getByRole('button', { name: 'Regenerate' }).waitFor()
  await shootAll(page, 'thread')
  expect(complaints).toEqual([])
})

it('attaches what is too long for messages, and reads what is attached to a question', async () => {
  await using visitor = await visit(browser, sandbox.url)
  const { page, complaints } = visitor
  await page.getByRole('button', { name: 'Direct messages' }).click()
  await page.locator('#composer').fill('repeat 900 words')
  await page.keyboard.press('Enter')
  const file = newest(page)
    .getByRole('link', { name: /\.(md|txt)$/ })
    .first()
  await file.waitFor({ timeout: 45_000 })
  await newest(page).getByRole('button', { name: 'Regenerate' }).waitFor()
  await shootAll(page, 'long-answer')
  const address = new URL((await file.getAttribute('href'))!, page.url()).href
  expect(await (await page.request.get(address)).text()).toContain('word900')

  const buffer = await page.screenshot({ clip: { x: 0, y: 0, width: 300, height: 200 } })
  const picture = { name: 'page.png', mimeType: 'image/png', buffer }
  await page.getByLabel('Attach files').setInputFiles(picture)
  await page.locator('#composer').fill('what is in this picture?')
  await shootAll(page, 'picture-upload')
  await page.keyboard.press('Enter')
  const shown = messagesOf(page, 'Ada').last().getByRole('img', { name: 'page.png' })
  await expect.poll(() => shown.boundingBox()).toMatchObject({ width: 300, height: 200 })
  await newest(page).getByText('I see one image: PNG').waitFor()
  await newest(page).getByRole('button', { name: 'Regenerate' }).waitFor()
  await shootAll(page, 'picture')
  expect(complaints).toEqual([])
})
