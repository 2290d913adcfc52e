import type { Person } from '../state/world.ts'

type Colours = readonly [background: string, face: string, ink: string]

const palettes: readonly Colours[] = [
  ['#0ea5a4', '#fde68a', '#1f2937'],
  ['#db2777', '#fecdd3', '#4a044e'],
  ['#d97706', '#fef3c7', '#431407'],
  ['#7c3aed', '#ddd6fe', '#1e1b4b'],
  ['#16a34a', '#dcfce7', '#052e16'],
]

/** A face of its own for everybody, drawn here: Discord's pictures live on a host that the page never asks. */
export const avatarOf = (person: Person, index: number): string => {
  if (person.bot) return '/page/icon.svg'
  const [background, face, ink] = palettes[Math.abs(index) % palettes.length]!
  const turn = [-8, 10, 4, -12, 6][Math.abs(index) % 5]!
  return `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80"><rect width="80" height="80" fill="${background}"/>` +
      `<g transform="rotate(${turn} 40 44)"><rect x="16" y="20" width="48" height="80" rx="24" fill="${face}"/>` +
      `<circle cx="32" cy="42" r="3.5" fill="${ink}"/><circle cx="48" cy="42" r="3.5" fill="${ink}"/>` +
      `<path d="M33 52q7 7 14 0" fill="none" stroke="${ink}" stroke-width="3" stroke-linecap="round"/></g></svg>`,
  )}`
}

/** The colour of the name, as a guild would give it with a role. */
export const colourOf = (person: Person, index: number) =>
  person.bot ? 'var(--name-bot)' : `var(--name-${Math.abs(index) % 3})`
