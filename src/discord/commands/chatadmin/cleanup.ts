import type { Administration } from '../../../chat/admin/administration.ts'
import { subcommand } from '../define.ts'
import { amount } from '../list.ts'
import { onWholeBot } from './on-server.ts'

/** `/chatadmin cleanup`: what is expired goes now, and not when its hour comes. */
export const createCleanup = ({ cleanUp }: Pick<Administration, 'cleanUp'>) =>
  subcommand('chatadmin.cleanup', 'operator', {
    async run(caller, respond) {
      await respond.defer({ isPrivate: true })
      await respond.change({ text: describe(await cleanUp(onWholeBot(caller))) })
    },
  })

const describe = (deleted: ReadonlyMap<string, number | null>) => {
  const rows = [...deleted].filter(([, count]) => count !== 0)
  const failed = rows.some(([, count]) => count === null)
  if (rows.length === 0) return 'Nothing was expired.'
  const all = rows.reduce((sum, [, count]) => sum + (count ?? 0), 0)
  return [
    `I have deleted ${amount(all, 'expired row', 'expired rows')}:`,
    ...rows.map(([table, count]) => `- ${table}: ${count ?? 'this failed'}`),
    ...(failed ? ['My log says what went wrong; I try again within the hour.'] : []),
  ].join('\n')
}
