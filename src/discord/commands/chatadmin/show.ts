import type { Administration } from '../../../chat/admin/administration.ts'
import type { GuildRules, SetRules } from '../../../preferences/rules.ts'
import { subcommand } from '../define.ts'
import { onServer } from './on-server.ts'
import { cardOf } from './words.ts'

/** `/chatadmin show`: all that the managers of this server have set. */
export const createShow = ({ show }: Pick<Administration, 'show'>) =>
  subcommand('chatadmin.show', 'manager', {
    run: (caller, respond) =>
      onServer(caller, respond, async (doer) => respond.privately(cardOf(describe(await show(doer))))),
  })

const describe = ({ whole, places, roles }: GuildRules) => {
  const server = rulesOf(whole)
  const lines = [
    ...(server.length > 0 ? [`- This server: ${server.join('; ')}`] : []),
    ...places.map(({ place, ...rules }) => `- <#${place}>: ${rulesOf(rules).join('; ')}`),
    ...(roles.allowed.length > 0 ? [`- I answer only members of ${mentions(roles.allowed)}`] : []),
    ...(roles.blocked.length > 0 ? [`- I don't answer members of ${mentions(roles.blocked)}`] : []),
  ]
  return lines.length > 0
    ? ['What is set here:', ...lines].join('\n')
    : 'Nothing is set here: I answer everybody, everywhere.'
}

const rulesOf = ({ answers, threads, persona, personas, prompt }: SetRules): string[] => [
  ...(answers === null ? [] : [answers ? 'I answer' : "I don't answer"]),
  ...(threads === null ? [] : [threads ? 'answers stand in threads' : 'no threads for answers']),
  ...(persona === null ? [] : [`I am **${persona}**`]),
  ...(personas === null ? [] : [`people may choose ${personas.join(', ') || 'nobody'}`]),
  ...(prompt === null
    ? []
    : [`instructions of ${prompt.length} characters, which \`/chatadmin prompt\` shows`]),
]

const mentions = (roles: readonly string[]) => roles.map((role) => `<@&${role}>`).join(', ')
