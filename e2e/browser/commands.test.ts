import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launch, messagesOf, shoot, visit } from './browser.ts'
import { bootCommandBot, type CommandBot } from './command-bot.ts'

let browser: Browser
let bot: CommandBot
beforeAll(async () => {
  bot = await bootCommandBot()
  browser = await launch()
})
afterAll(async () => {
  await browser.close()
  await bot[Symbol.asyncDispose]()
})

const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true }
const looks: [string, BrowserContextOptions][] = [
  ['wide-dark', {}],
  ['wide-light', { colorScheme: 'light' }],
  ['phone-dark', phone],
  ['phone-light', { ...phone, colorScheme: 'light' }],
]

const newest = (page: Page) => messagesOf(page, 'Parley').last()

/** Types a command and sends it, with what its first option takes. */
const use = async (page: Page, command: string) => {
  await page.locator('#composer').focus()
  await page.keyboard.type(`${command} `)
  await page.keyboard.press('Enter')
  await page.locator('#composer').waitFor()
}

describe.each(looks)('on a page that is %s', (look, options) => {
  it('a slash command is found, filled in and sent by keyboard alone', async () => {
    await using visitor = await visit(browser, bot.url, options)
    const { page, complaints } = visitor
    await page.locator('#composer').focus()
    await page.keyboard.type('/')
    await expect.poll(() => page.getByRole('option').count()).toBe(9)
    await shoot(page, `commands-${look}-1-picker`)
    await page.keyboard.type('gar')
    await expect.poll(() => page.getByRole('option').count()).toBe(3)
    await page.keyboard.press('ArrowDown')
    await expect
      .poll(() => page.locator('#composer').getAttribute('aria-activedescendant'))
      .toBe('completion-1')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Tab')

    await page.keyboard.type('t')
    await expect
      .poll(() => page.getByRole('option').allInnerTexts())
      .toEqual(['Some tomatoes', 'Some tulips', 'Some thyme'])
    await shoot(page, `commands-${look}-2-completion`)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await page.getByText('This is required.').waitFor()
    expect(await page.getByLabel('count').getAttribute('aria-invalid')).toBe('true')
    await page.keyboard.type('many')
    await page.keyboard.press('Enter')
    await page.getByText('Give a whole number.').waitFor()
    await shoot(page, `commands-${look}-3-mistake`)
    await page.getByLabel('count').fill('3')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.keyboard.type('gra')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')

    await newest(page).getByText('Planted 3 tulips for Grace, kept by nobody.').waitFor()
    expect(await newest(page).locator('.used').innerText()).toMatch(/^Ada used\s\/garden plant$/)
    await expect.poll(() => page.locator('#composer:focus').count()).toBe(1)
    expect(complaints).toEqual([])
  })

  it('buttons, menus and a form are pressed, chosen and filled in', async () => {
    await using visitor = await visit(browser, bot.url, options)
    const { page, complaints } = visitor
    await use(page, '/menu')
    const message = newest(page)
    await message.getByRole('button', { name: 'Again' }).waitFor()
    expect(await message.getByRole('button', { name: 'Not now' }).isDisabled()).toBe(true)
    expect(await message.getByRole('link', { name: 'Read more' }).getAttribute('href')).toBe(
      'https://example.com/',
    )
    await message.getByRole('button', { name: 'Again' }).click()
    await expect.poll(() => message.locator('[aria-busy=true]').count()).toBe(1)
    await message.getByText('Again, for Ada.').waitFor()
    await expect.poll(() => message.locator('[aria-busy=true]').count()).toBe(0)

    await message.getByRole('button', { name: 'Choose a soil' }).click()
    await shoot(page, `commands-${look}-4-menu`)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await message.getByText('You chose clay.').waitFor()

    await message.getByRole('button', { name: 'Choose herbs' }).click()
    await page.getByRole('option', { name: 'mint' }).click()
    await page.getByRole('option', { name: 'dill' }).click()
    await page.keyboard.press('Escape')
    await message.getByText('You chose mint and dill.').waitFor()

    await message.getByRole('button', { name: 'Open a form' }).click()
    const form = page.getByRole('dialog', { name: 'About the garden' })
    await form.locator('[name=name]:focus').waitFor()
    await shoot(page, `commands-${look}-5-form`)
    await page.keyboard.press('Escape')
    await expect.poll(() => form.count()).toBe(0)
    await message.getByRole('button', { name: 'Open a form' }).click()
    await form.locator('[name=name]:focus').waitFor()
    await page.keyboard.type('A')
    await page.keyboard.press('Enter')
    expect(await form.count()).toBe(1)
    await page.keyboard.type('da')
    await form.getByLabel('What happened?').fill('Hail')
    await form.getByLabel('Weather').selectOption('snow')
    await form.getByRole('button', { name: 'Submit' }).click()
    await newest(page).getByText('Ada reports: Hail, snow weather').waitFor()
    await expect.poll(() => form.count()).toBe(0)
    expect(complaints).toEqual([])
  })

  it('what concerns one person is seen by that person alone, and can be put away', async () => {
    await using visitor = await visit(browser, bot.url, options)
    await using other = await visit(browser, bot.url)
    const { page, complaints } = visitor
    await other.page.getByRole('button', { name: /^You are Ada/ }).click()
    await other.page.getByRole('menuitemradio', { name: 'Grace' }).click()
    const before = await messagesOf(other.page, 'Parley').count()

    await use(page, '/secret')
    await page.getByText('Parley is thinking…').waitFor()
    await shoot(page, `commands-${look}-6-thinking`)
    await newest(page).getByText('Tell nobody.').waitFor()
    expect(await page.getByText('Parley is thinking…').count()).toBe(0)
    expect(await newest(page).getByText('Only you can see this').count()).toBe(1)
    await shoot(page, `commands-${look}-7-ephemeral`)
    await use(other.page, '/ping')
    await messagesOf(other.page, 'Parley').getByText('Pong!').last().waitFor()
    expect(await other.page.getByText('Tell nobody.').count()).toBe(0)
    expect(await other.page.getByText('third pot').count()).toBe(0)
    expect(await messagesOf(other.page, 'Parley').count()).toBe(before + 1)

    const notes = page.getByRole('button', { name: 'Dismiss message' })
    while ((await notes.count()) > 0) await notes.first().click()
    expect(await messagesOf(page, 'Parley').getByText('Tell nobody.').count()).toBe(0)
    await page.reload()
    await messagesOf(page, 'Parley').last().waitFor()
    expect(await messagesOf(page, 'Parley').getByText('Tell nobody.').count()).toBe(0)
    expect(complaints).toEqual([])
  })
})

it('a file that a subcommand gives to one person is seen and opened by that person alone', async () => {
  await using visitor = await visit(browser, bot.url)
  await using other = await visit(browser, bot.url)
  await other.page.getByRole('button', { name: /^You are Ada/ }).click()
  await other.page.getByRole('menuitemradio', { name: 'Linus' }).click()
  const { page, complaints } = visitor
  await use(page, '/garden take')
  await newest(page).getByText('Only you can see this').waitFor()
  const file = newest(page).getByRole('link', { name: 'garden.json' }).first()
  await shoot(page, 'commands-file')
  const address = await file.getAttribute('href')
  expect(await (await page.request.get(new URL(address!, page.url()).href)).text()).toBe('{"plants":5}')
  await use(other.page, '/ping')
  await newest(other.page).getByText('Pong!').waitFor()
  expect(await other.page.getByText('garden.json').count()).toBe(0)
  expect(complaints).toEqual([])
})

it('a command is chosen and filled in by touch', async () => {
  await using visitor = await visit(browser, bot.url, phone)
  const { page, complaints } = visitor
  await page.locator('#composer').tap()
  await page.keyboard.type('/')
  await page.getByRole('option', { name: '/garden plant' }).tap()
  await page.getByRole('option', { name: 'Some roses' }).tap()
  await page.getByLabel('count').fill('2')
  await page.getByRole('button', { name: 'Add the option keepers' }).tap()
  await page.getByRole('option', { name: '@Parley' }).tap()
  await page.getByRole('button', { name: 'Send /garden plant' }).tap()
  await newest(page).getByText('Planted 2 roses for everyone, kept by Parley.').waitFor()
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
  expect(complaints).toEqual([])
})

it('a file, a choice and a yes or no go along with a command', async () => {
  await using visitor = await visit(browser, bot.url)
  const { page, complaints } = visitor
  await page.keyboard.type('/ask what is this?')
  await page.getByRole('button', { name: 'Add the option file' }).click()
  await page
    .getByLabel('file', { exact: true })
    .setInputFiles({ name: 'leaf.txt', mimeType: 'text/plain', buffer: Buffer.from('green') })
  await page.getByRole('button', { name: 'Add the option provider' }).click()
  await page.keyboard.type('goo')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Add the option private' }).click()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await shoot(page, 'commands-options')
  await page.keyboard.press('Enter')
  await newest(page).getByText('I looked at leaf.txt (5 bytes). (gemini)').waitFor()
  expect(await newest(page).getByText('Only you can see this').count()).toBe(1)
  expect(await newest(page).getByText('(edited)').count()).toBe(0)
  expect(complaints).toEqual([])
})

it('a bot that does not answer within 3 s is no riddle, and what was filled in stays', async () => {
  await using visitor = await visit(browser, bot.url)
  const { page } = visitor
  await page.keyboard.type('/silence')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Parley is being asked' }).waitFor()
  await page.getByRole('alert').getByText('This interaction failed').waitFor()
  await page.getByRole('button', { name: 'Cancel the command' }).click()

  await use(page, '/menu')
  const message = newest(page)
  await message.getByRole('button', { name: 'Stuck' }).click()
  await message.getByText('This interaction failed').waitFor()
  await shoot(page, 'commands-failed')
  await message.getByRole('button', { name: 'In private' }).click()
  await page.getByText('Just between us.').waitFor()
  expect(await message.getByText('This interaction failed').count()).toBe(0)
})

it('offers each person what that person may use, and nothing that a message says by chance', async () => {
  await using visitor = await visit(browser, bot.url)
  const { page } = visitor
  await page.keyboard.type('/cl')
  await expect.poll(() => page.getByRole('option').allInnerTexts()).toEqual(['/clear Clears everything'])
  await page.keyboard.press('Escape')
  await page.keyboard.press('Enter')
  await messagesOf(page, 'Ada').getByText('/cl', { exact: true }).waitFor()
  await page.getByRole('button', { name: /^You are Ada/ }).click()
  await page.getByRole('menuitemradio', { name: 'Linus' }).click()
  await page.locator('#composer').focus()
  await page.keyboard.type('/')
  await expect.poll(() => page.getByRole('option').count()).toBe(8)
  expect(await page.getByRole('option', { name: '/clear' }).count()).toBe(0)
})

it('commands on messages and people stand behind Apps', async () => {
  await using visitor = await visit(browser, bot.url)
  const { page } = visitor
  await page.getByRole('button', { name: 'code-and-coffee' }).click()
  await page.keyboard.type('three little words')
  await page.keyboard.press('Enter')
  const said = messagesOf(page, 'Ada').last()
  await said.focus()
  await said.getByRole('button', { name: 'Apps' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Count the words' }).waitFor()
  await shoot(page, 'commands-apps')
  await page.keyboard.press('Enter')
  await newest(page).getByText('3 words.').waitFor()
  expect(await newest(page).locator('.used').innerText()).toMatch(/^Ada used\sCount the words$/)

  await page.locator('.member', { hasText: 'Linus' }).hover()
  await page.getByRole('button', { name: 'Apps for Linus' }).click()
  await page.getByRole('menuitem', { name: 'Wave' }).click()
  await newest(page).getByText('Hello Linus!').waitFor()
})
