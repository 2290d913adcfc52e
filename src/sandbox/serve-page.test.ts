import { createServer } from 'node:http'
import express from 'express'
import { expect, it } from 'vitest'
import { createPageRouter } from './serve-page.ts'

const serve = async () => {
  const router = await createPageRouter({ banner: () => ({ model: 'a-model', practice: true }) })
  const server = createServer(express().use(router))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

it('serves a page that loads its own files and nothing else', async () => {
  await using server = await serve()

  const page = await fetch(`${server.url}/`)
  const html = await page.text()
  const addresses = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address)
  expect(new Set(addresses)).toEqual(new Set(['/page/app.css', '/page/app.js', '/page/icon.svg']))
  for (const address of addresses) expect((await fetch(server.url + address)).status).toBe(200)

  const policy = page.headers.get('content-security-policy')
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("script-src 'self';")
  expect(html).not.toMatch(/<script>|<style|\son\w+=/)
})

it('says which model answers, as it is at the moment', async () => {
  await using server = await serve()
  expect(await (await fetch(`${server.url}/page/banner`)).json()).toEqual({
    model: 'a-model',
    practice: true,
  })
})
