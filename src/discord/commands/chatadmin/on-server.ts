import type { Doer } from '../../../chat/admin/deeds.ts'
import type { Caller, Respond } from '../contract.ts'

/** Does on the server where it is said what has no meaning elsewhere: operators may say it anywhere. */
export const onServer = (
  { author, guild }: Caller,
  respond: Respond,
  work: (doer: Doer<string>) => Promise<void>,
): Promise<void> =>
  guild === null
    ? respond.privately({ text: 'That is about one server. Please say it there.' })
    : work({ person: author.id, guild })

/** What is done to the whole bot. */
export const onWholeBot = ({ author }: Caller): Doer<null> => ({ person: author.id, guild: null })
