import { createHash } from 'node:crypto'
import type { PartHealth } from '../telemetry/health.ts'
import { html, type Html } from './html.ts'
import { overall, type Parts } from './readiness.ts'
import { pageStyle } from './status-page-style.ts'

type Status = { version: string; uptime: number; parts: Parts; counts: unknown }

/** The status page: all of it comes from the server, and it asks again by itself. */
export const renderStatusPage = ({ version, uptime, parts, counts }: Status): string => {
  const status = overall(parts)
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta http-equiv="refresh" content="5" />
        <link rel="icon" href="${icon(status)}" />
        <title>Parley: ${words[status]}</title>
        ${styleElement}
      </head>
      <body>
        <header>
          <h1>Parley</h1>
          <p class="state ${status}">${words[status]}</p>
          <p class="about">version ${version}, up for ${duration(uptime)}</p>
        </header>
        <main>
          <section aria-label="Parts">
            <h2>Parts</h2>
            <ul class="parts">
              ${partsOf(parts)}
            </ul>
          </section>
          ${countsOf(counts)}
        </main>
        <nav aria-label="More">${links}</nav>
      </body>
    </html> `.markup
}

const words = { up: 'All is well', degraded: 'Working, with troubles', down: 'Not ready' } as const

const partsOf = (parts: Parts) => {
  const all = Object.entries(parts)
  if (all.length === 0) return html`<li class="part"><p>Nothing has reported yet.</p></li>`
  return all.map(
    ([name, { status, reason, details }]) =>
      html`<li class="part">
        <h3>${name}</h3>
        <span class="state ${status}">${status}</span>
        ${reason ? html`<p>${reason}</p>` : null} ${details ? list(details) : null}
      </li>`,
  )
}

const countsOf = (counts: unknown) =>
  isRecord(counts)
    ? html`<section aria-label="Statistics">
        <h2>Statistics</h2>
        ${list(counts)}
      </section>`
    : null

/** Names and values, those of an object within an object by both names. */
const list = (values: Record<string, unknown>) =>
  html`<dl>
    ${flatten(values).map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`

const flatten = (values: Record<string, unknown>, path = ''): [string, string][] =>
  Object.entries(values).flatMap(([name, value]): [string, string][] =>
    isRecord(value) ? flatten(value, `${path}${name} `) : [[path + name, textOf(value)]],
  )

const textOf = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const duration = (seconds: number) => {
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
  return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3600)} h`
}

const links: Html[] = ['health', 'readyz', 'livez', 'stats', 'metrics'].map(
  (path) => html`<a href="/${path}">/${path}</a> `,
)

const colours = { up: '23a55a', degraded: 'f0b232', down: 'f23f43' } as const

const icon = (status: PartHealth['status']) =>
  `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E%3Ccircle cx='4' cy='4' r='4' fill='%23${colours[status]}'/%3E%3C/svg%3E`

const styleElement: Html = { markup: `<style>${pageStyle}</style>` }

/** What the page's policy lets in: this style alone. */
export const pageStyleHash = `sha256-${createHash('sha256').update(pageStyle).digest('base64')}`
