import { join } from 'node:path'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'

const screenshots = join(import.meta.dirname, 'screenshots')

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export const launch = () =>
  chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: flags })

/** A page of its own, and everything it did that no page should do. */
export const visit = async (browser: Browser, url: string, options: BrowserContextOptions = {}) => {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    colorScheme: 'dark',
    locale: 'en-US',
    ...options,
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url())
    if (protocol !== 'data:' && origin !== new URL(url).origin) complaints.push(`asked ${request.url()}`)
  })
  await page.goto(url)
  await page.locator('#composer').waitFor()
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() }
}

export const shoot = (page: Page, name: string) => page.screenshot({ path: join(screenshots, `${name}.png`) })

export const messagesOf = (page: Page, author: string) => page.locator(`.message[aria-label^="${author}, "]`)

/** Waits until the author's newest message stays as it is: what was streamed is complete. */
export const settled = async (page: Page, author: string, forMs = 2_000) => {
  const newest = messagesOf(page, author).last()
  await newest.waitFor()
  for (let before = ''; ;) {
    const now = `${await messagesOf(page, author).count()} ${await newest.textContent()}`
    if (now === before) return newest
    before = now
    await page.waitForTimeout(forMs)
  }
}
