import { html, svg, type TemplateResult } from 'lit'

/** Drawn for this page; they take their colour from the text around them. */
const icon = (paths: TemplateResult) =>
  html`<svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">${paths}</svg>`

const stroked = (path: string) =>
  icon(
    svg`<path d=${path} fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" />`,
  )

export const icons = {
  hash: () => stroked('M9.5 3.5 7.5 20.5M16.5 3.5l-2 17M4 8.5h17M3 15.5h17'),
  thread: () => stroked('M6 3v8a4 4 0 0 0 4 4h8M14 11l4 4-4 4'),
  lock: () => stroked('M6 11h12v9H6zM8.5 11V7.5a3.5 3.5 0 0 1 7 0V11'),
  megaphone: () => stroked('M4 10v4h4l9 5V5l-9 5zM20.5 10v4'),
  at: () => stroked('M16 8v5.5a2.5 2.5 0 0 0 5 0V12a9 9 0 1 0-3.5 7.1M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0'),
  reply: () => stroked('M10 5 3.5 11.5 10 18M4 11.5h10a6 6 0 0 1 6 6V20'),
  pencil: () => stroked('m4 20 1-4.5L16 4.5l3.5 3.5L8.5 19zM13.5 7l3.5 3.5'),
  bin: () => stroked('M4 6.5h16M9 6V3.5h6V6M6 6.5 7 21h10l1-14.5M10 10.5v6.5M14 10.5v6.5'),
  people: () =>
    stroked(
      'M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 20c0-3.5 3-5.5 6.5-5.5s6.5 2 6.5 5.5M16 5a3.5 3.5 0 0 1 0 6.5M18 15c2 .7 3.5 2.5 3.5 5',
    ),
  sun: () =>
    stroked(
      'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4',
    ),
  moon: () => stroked('M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5'),
  menu: () => stroked('M4 6h16M4 12h16M4 18h16'),
  close: () => stroked('m5 5 14 14M19 5 5 19'),
  down: () => stroked('m6 9 6 6 6-6'),
  swap: () => stroked('M7 4 3.5 7.5 7 11M3.5 7.5H20M17 13l3.5 3.5L17 20M20.5 16.5H4'),
  apps: () => stroked('M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM17 14v6M14 17h6'),
  plus: () => stroked('M12 5v14M5 12h14'),
  file: () => stroked('M6 3h8l4 4v14H6zM14 3v4h4'),
  sliders: () =>
    stroked(
      'M4 7h9M19 7h1M4 17h1M11 17h9M16 4.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5M8 14.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5',
    ),
  eye: () =>
    stroked(
      'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6',
    ),
  send: () => icon(svg`<path d="M3.4 20.4 21.5 12 3.4 3.6 3.4 10.2 15 12 3.4 13.8z" fill="currentColor" />`),
}
