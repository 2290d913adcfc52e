import { join } from 'node:path'
import { boot } from '../e2e/browser/boot.ts'
import { launch, messagesOf, visit } from '../e2e/browser/browser.ts'

// README's picture, from the real page: `node scripts/take-picture.ts`.

await using sandbox = await boot()
await using browser = await launch()
await using visitor = await visit(browser, sandbox.url, {
  viewport: { width: 1280, height: 1050 },
  deviceScaleFactor: 2,
})
const { page } = visitor

const write = async (author: string, content: string) => {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ channel: 'general', author, content })
  await fetch(`${sandbox.url}/sandbox/messages`, { method: 'POST', headers, body })
}
const newest = messagesOf(page, 'Parley').last()

await write('Grace', '@Parley show me some code, please')
await newest.getByText('I know one example').waitFor()
await newest.getByRole('button', { name: 'Regenerate' }).waitFor()
await write('Linus', '@Parley tell me a story')
await newest.getByText('the name of every star').waitFor()
await newest.getByRole('button', { name: 'Stop' }).waitFor()
await page.screenshot({ path: join(import.meta.dirname, '../docs/images/chat.png') })
