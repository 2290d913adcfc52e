import { expect } from 'vitest'
import type { Page } from 'playwright-core'
import { messagesOf, shoot } from './browser.ts'

const WIDE = { width: 1280, height: 800 }
const NARROW = { width: 390, height: 844 }

/** The same moment as everybody sees it, and nothing that sticks out on a phone. */
export const shootAll = async (page: Page, name: string) => {
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

export const newest = (page: Page) => messagesOf(page, 'Parley').last()

export const become = async (page: Page, person: string) => {
  await page.getByRole('button', { name: /^You are / }).click()
  await page.getByRole('menuitemradio', { name: person }).click()
  await page.getByRole('button', { name: new RegExp(`^You are ${person}`) }).waitFor()
  await page.locator('#composer').focus()
}

export const go = async (page: Page, channel: string) => {
  await page.getByRole('button', { name: channel }).click()
  await page.locator('#composer').focus()
}

export const ask = async (page: Page, words: string) => {
  await page.locator('#composer').focus()
  await page.keyboard.type('@Par')
  await page.getByRole('option').first().waitFor()
  await page.keyboard.press('Enter')
  await page.keyboard.type(words)
  await page.keyboard.press('Enter')
}

/** Types a slash command, with what its first option takes, and sends it. */
export const use = async (page: Page, command: string) => {
  await page.locator('#composer').focus()
  await page.keyboard.type(`${command} `)
  await page.locator('.composer-box.command').waitFor()
  await page.keyboard.press('Enter')
  await page.locator('#composer').waitFor()
}

export const openApps = async (page: Page, author: string, item: string) => {
  const message = messagesOf(page, author).last()
  await message.focus()
  await message.getByRole('button', { name: 'Apps' }).focus()
  await page.keyboard.press('Enter')
  await message.getByRole('menuitem', { name: item }).waitFor()
  return message
}
