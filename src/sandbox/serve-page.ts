import express from 'express'
import { loadPage } from './bundle-page.ts'

/** What the page's banner says; `operator` is the address of the operator's port where it is known. */
export type Banner = { model: string; practice: boolean; operator?: string }

/** Nothing from elsewhere, nothing inline but the style attributes that the message elements set on themselves. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const headers = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
}

/** The sandbox's chat page; the control API has to be served on the same origin. Rejects when it can't be bundled. */
export const createPageRouter = async (page: { banner: () => Banner }): Promise<express.Router> => {
  const { html, script, style, icon } = await loadPage()
  const router = express.Router()
  const serve = (path: string, type: string, body: string) =>
    router.get(path, (_request, response) => {
      response.set(headers).type(type).send(body)
    })

  serve('/', 'html', html)
  serve('/page/app.js', 'js', script)
  serve('/page/app.css', 'css', style)
  serve('/page/icon.svg', 'svg', icon)
  router.get('/page/banner', (_request, response) => {
    response.set(headers).json(page.banner())
  })
  return router
}
