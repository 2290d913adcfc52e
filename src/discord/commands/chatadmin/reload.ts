import type { Administration } from '../../../chat/admin/administration.ts'
import type { ReloadedInstance } from '../../../chat/admin/contract.ts'
import { subcommand } from '../define.ts'
import { onWholeBot } from './on-server.ts'
import { asCode, cardOf, plain } from './words.ts'

/** `/chatadmin reload`: all processes read the settings again, and each says what changed or what is wrong. */
export const createReload = ({ reload }: Pick<Administration, 'reload'>) =>
  subcommand('chatadmin.reload', 'operator', {
    async run(caller, respond) {
      await respond.defer({ isPrivate: true })
      await respond.change(cardOf(describe(await reload(onWholeBot(caller)))))
    },
  })

/** Processes that say the same are told of once. */
const describe = (instances: readonly ReloadedInstance[]) =>
  [...Map.groupBy(instances, ({ outcome }) => linesOf(outcome).join('\n'))]
    .map(([lines, alike]) => `**${alike.map(({ instance }) => instance).join(', ')}**: ${lines}`)
    .join('\n\n')

const linesOf = (outcome: ReloadedInstance['outcome']): string[] => {
  switch (outcome?.is) {
    case undefined:
      return ['no word in 5 seconds. Please look whether it is alive.']
    case 'unchanged':
      return ['nothing has changed.']
    case 'wrong':
      return [
        'the settings are wrong, so those before them stay:',
        ...outcome.mistakes.map((mistake) => `- ${plain(mistake)}`),
      ]
    case 'changed':
      return [
        'the new settings hold:',
        ...outcome.changes.map(
          ({ key, from, to, atNextStart }) =>
            `- ${asCode(key)}: ${asCode(from)} → ${asCode(to)}${atNextStart ? ' (takes effect at the next start)' : ''}`,
        ),
        ...outcome.warnings.map((warning) => `- Note: ${plain(warning)}`),
      ]
  }
}
