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

/** On a phone the channels and the person stand behind a button. */
const navigate = async (page: Page) => {
  const button = page.getByRole('button', { name: 'Show guilds and channels' })
  const isShut = (await button.isVisible()) && (await button.getAttribute('aria-expanded')) === 'false'
  if (isShut) await button.click()
}

const become = async (page: Page, person: string) => {
  await navigate(page)
  await page.getByRole('button', { name: /^You are / }).click()
  await page.getByRole('menuitemradio', { name: person }).click()
  await page.getByRole('button', { name: new RegExp(`^You are ${person}`) }).waitFor({ state: 'attached' })
}

const openSettings = async (page: Page) => {
  await navigate(page)
  await page.getByRole('button', { name: "Settings of Parley's Garden" }).click()
  return page.getByRole('dialog', { name: "Parley's Garden" })
}

const file = (name: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(name) })

const offersOf = async (page: Page) => {
  await page.locator('#composer').fill('')
  await page.locator('#composer').focus()
  await page.keyboard.type('/')
  await page.getByRole('option').first().waitFor()
  const offers = await page.getByRole('option').allInnerTexts()
  await page.keyboard.press('Escape')
  await page.locator('#composer').fill('')
  return offers.map((offer) => offer.split(/\s/)[0])
}

describe.each(looks)('on a page that is %s', (look, options) => {
  it('a role is made and given, and what it opens can be used', async () => {
    await using visitor = await visit(browser, bot.url, options)
    const { page, complaints } = visitor
    await become(page, 'Linus')
    expect(await offersOf(page)).not.toContain('/clear')

    const settings = await openSettings(page)
    await settings.getByLabel('Name of a new role').fill('Keepers')
    await settings.getByLabel('Manage Server').last().check()
    await page.keyboard.press('Enter')
    const linus = settings.getByRole('group', { name: 'Roles of Linus' })
    await linus.getByRole('button', { name: 'Keepers' }).click()
    await linus.getByRole('button', { name: 'Keepers', pressed: true }).waitFor()
    await shoot(page, `places-${look}-1-settings`)
    await settings.getByRole('button', { name: 'Close the settings' }).click()
    await expect.poll(() => offersOf(page)).toContain('/clear')

    await openSettings(page)
    await settings.getByLabel('Keepers may manage the server').uncheck()
    await page.keyboard.press('Escape')
    await expect.poll(() => offersOf(page)).not.toContain('/clear')
    await openSettings(page)
    await settings.getByRole('button', { name: 'Remove the role Keepers' }).click()
    await expect.poll(() => linus.getByRole('button', { name: 'Keepers' }).count()).toBe(0)
    expect(complaints).toEqual([])
  })

  it('channels stand in their categories, and say so when they are age-restricted', async () => {
    await using visitor = await visit(browser, bot.url, options)
    const { page, complaints } = visitor
    await navigate(page)
    await page.getByRole('heading', { name: 'Greenhouse' }).waitFor()
    await page.getByRole('button', { name: 'night-shift, age-restricted' }).waitFor()
    await shoot(page, `places-${look}-2-channels`)
    const settings = await openSettings(page)
    await settings.getByLabel('#seedlings is age-restricted').check()
    await page.keyboard.press('Escape')
    await navigate(page)
    await page.getByRole('button', { name: 'seedlings, age-restricted' }).waitFor()
    await openSettings(page)
    await settings.getByLabel('#seedlings is age-restricted').uncheck()
    await page.keyboard.press('Escape')
    expect(complaints).toEqual([])
  })

  it('a thread below a message begins with it, and is found there again', async () => {
    await using visitor = await visit(browser, bot.url, options)
    const { page, complaints } = visitor
    await page.locator('#composer').fill(`Where do tulips grow? (${look})`)
    await page.keyboard.press('Enter')
    const said = messagesOf(page, 'Ada').last()
    await said.getByText(`(${look})`).waitFor()
    await said.focus()
    await said.getByRole('button', { name: 'Create a thread' }).click()
    const dialog = page.getByRole('dialog', { name: 'Create a thread' })
    await dialog.locator('input:focus').waitFor()
    expect(await dialog.getByLabel('Thread name').inputValue()).toBe(`Where do tulips grow? (${look})`)
    await dialog.getByLabel('Thread name').fill(`Tulips ${look}`)
    await page.keyboard.press('Enter')

    await page.getByRole('heading', { name: `Tulips ${look}`, level: 1 }).waitFor()
    await messagesOf(page, 'Ada').getByText('Where do tulips grow?').waitFor()
    await page.locator('#composer').fill('In the sun.')
    await page.keyboard.press('Enter')
    await messagesOf(page, 'Ada').getByText('In the sun.').waitFor()
    await shoot(page, `places-${look}-3-thread`)
    await page.goBack()
    const link = page.getByRole('button', { name: `Open the thread Tulips ${look}` })
    await link.waitFor()
    expect(await messagesOf(page, 'Ada').getByText('In the sun.').count()).toBe(0)
    await shoot(page, `places-${look}-4-thread-link`)
    await link.click()
    await messagesOf(page, 'Ada').getByText('In the sun.').waitFor()
    expect(complaints).toEqual([])
  })

  it('files go along with what is written, or alone', async () => {
    await using visitor = await visit(browser, bot.url, options)
    const { page, complaints } = visitor
    await page.getByLabel('Attach files').setInputFiles([file('leaf.txt'), file('weed.txt')])
    await page.getByRole('button', { name: 'Remove weed.txt' }).click()
    await expect.poll(() => page.locator('#composer:focus').count()).toBe(1)
    await shoot(page, `places-${look}-5-upload`)
    await page.keyboard.press('Enter')
    await messagesOf(page, 'Ada').last().getByText('leaf.txt').waitFor()
    expect(await page.getByRole('list', { name: 'Attached files' }).count()).toBe(0)
    expect(await messagesOf(page, 'Ada').last().getByText('weed.txt').count()).toBe(0)
    expect(complaints).toEqual([])
  })
})

it('the bot is removed from a server and invited again', async () => {
  await using visitor = await visit(browser, bot.url)
  const { page, complaints } = visitor
  const settings = await openSettings(page)
  await settings.getByRole('button', { name: 'Remove', exact: true }).click()
  await settings.getByText('Parley is not in this server.').waitFor()
  await settings.getByRole('button', { name: 'Close the settings' }).click()
  await page.getByText('its settings invite it').waitFor()
  await shoot(page, 'places-removed')
  await openSettings(page)
  await settings.getByRole('button', { name: 'Invite' }).click()
  await settings.getByText('Parley is in this server.').waitFor()
  expect(complaints).toEqual([])
})
