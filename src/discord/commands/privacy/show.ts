import { ButtonStyle, ComponentType, type APIButtonComponentWithURL } from 'discord-api-types/v10'
import { subcommand } from '../define.ts'
import { amount, listed } from '../list.ts'

/** What stands in one table about a person, why, and for how long: `48 hours`, `until you delete it`. */
export type StoredKind = { table: string; rows: number; why: string; retention: string }

/** Where the operator says what becomes of people's data, as the settings have it. */
export type Legal = {
  privacy_url?: string | undefined
  terms_url?: string | undefined
  contact?: string | undefined
}

export type Showing = {
  privacy: { show(person: string): Promise<readonly StoredKind[]> }
  legal: () => Legal
}

export const createShow = ({ privacy, legal }: Showing) =>
  subcommand('privacy.show', 'everyone', {
    async run({ author }, respond) {
      const kinds = await privacy.show(author.id)
      await respond.privately({ text: describe(kinds, legal()), components: linksTo(legal()) })
    },
  })

const describe = (kinds: readonly StoredKind[], { contact }: Legal) => {
  const there = kinds.filter(({ rows }) => rows > 0)
  const others = kinds.filter(({ rows }) => rows === 0).map(({ table }) => table)
  return listed({
    head: there.length > 0 ? 'This is what I keep of you:' : 'I keep nothing of you at the moment.',
    items: there.map(
      ({ table, rows, why, retention }) =>
        `- **${table}**, ${amount(rows, 'row', 'rows')}${why === '' ? '' : `: ${why}`}. ${keptFor(retention)}`,
    ),
    tail: [
      ...(others.length > 0 ? [`Nothing of you is in: ${others.join(', ')}.`] : []),
      'Whatever you write goes to the AI provider that answers; /providers says what each one does with it.',
      '`/privacy export` gives you all of it, `/privacy delete` deletes it, `/privacy opt-out` keeps your words out of every prompt.',
      ...(contact === undefined ? [] : [`Questions about it go to ${contact}.`]),
    ].join('\n'),
  })
}

const keptFor = (retention: string) =>
  retention.startsWith('until') ? `Kept ${retention}.` : `Kept for ${retention}.`

const linksTo = ({ privacy_url, terms_url }: Legal) => {
  const links = [...linkTo('Privacy policy', privacy_url), ...linkTo('Terms', terms_url)]
  return links.length > 0 ? [{ type: ComponentType.ActionRow as const, components: links }] : []
}

const linkTo = (label: string, url: string | undefined): APIButtonComponentWithURL[] =>
  url === undefined ? [] : [{ type: ComponentType.Button, style: ButtonStyle.Link, label, url }]
