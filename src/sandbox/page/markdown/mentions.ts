import type { MarkdownIt } from 'markdown-it'
import { formatTimestamp } from './timestamps.ts'

/** How ids are shown; undefined where nothing is known of them. */
export type Names = {
  user(id: string): string | undefined
  role(id: string): string | undefined
  channel(id: string): { name: string; thread: boolean } | undefined
}

const namesOf = new WeakMap<object, Names>()

/** What markdown-it has to be given along with the text, so that ids in it can be shown. */
export const envWith = (names: Names) => {
  const env = {}
  namesOf.set(env, names)
  return env
}

type Show = (match: RegExpExecArray, names: Names, escape: (text: string) => string) => string

const forms: readonly (readonly [RegExp, Show])[] = [
  [/<@!?(\d{1,20})>/y, ([, id], names, escape) => mention('user', names.user(id!) ?? 'unknown-user', escape)],
  [/<@&(\d{1,20})>/y, ([, id], names, escape) => mention('role', names.role(id!) ?? 'unknown-role', escape)],
  [
    /<#(\d{1,20})>/y,
    ([, id], names, escape) => {
      const channel = names.channel(id!)
      const attributes = channel ? ` data-channel="${id}" role="link" tabindex="0"` : ''
      return mention(channel?.thread ? 'thread' : 'channel', channel?.name ?? 'unknown', escape, attributes)
    },
  ],
  [/<\/([\w -]{1,98}):\d{1,20}>/y, ([, command], _names, escape) => mention('slash', command!, escape)],
  [/<a?:(\w{2,32}):\d{1,20}>/y, ([, name], _names, escape) => escape(`:${name}:`)],
  [
    /<t:(-?\d{1,13})(?::([tTdDfFR]))?>/y,
    ([, seconds, style], _names, escape) =>
      `<discord-time>${escape(formatTimestamp(Number(seconds), style ?? 'f'))}</discord-time>`,
  ],
]

/** What Discord writes in angle brackets: people, roles, channels, commands, emoji and points in time. */
export const mentions = (markdown: MarkdownIt) => {
  markdown.inline.ruler.before('autolink', 'mention', (state, silent) => {
    if (state.src[state.pos] !== '<') return false
    for (const [form, show] of forms) {
      form.lastIndex = state.pos
      const match = form.exec(state.src)
      if (!match) continue
      if (!silent) {
        state.push('mention', '', 0).content = show(match, namesOf.get(state.env)!, markdown.utils.escapeHtml)
      }
      state.pos += match[0].length
      return true
    }
    return false
  })
  markdown.renderer.rules['mention'] = (tokens, index) => tokens[index]!.content
}

const mention = (type: string, name: string, escape: (text: string) => string, attributes = '') =>
  `<discord-mention type="${type}"${attributes}>${escape(name)}</discord-mention>`
