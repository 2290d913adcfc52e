import type { Administration } from '../../../chat/admin/administration.ts'
import { subcommand } from '../define.ts'
import { onServer } from './on-server.ts'
import { channelOrCategory, nameOfPlace, switchedTo, switchOption } from './places.ts'

/** `/chatadmin thread`: whether answers stand in threads of their own, in a channel or on the whole server. */
export const createThread = ({ setThreads }: Pick<Administration, 'setThreads'>) =>
  subcommand('chatadmin.thread', 'manager', {
    options: [switchOption('chatadmin.thread.answers'), channelOrCategory('chatadmin.thread.channel')],
    run: (caller, respond, { options }) =>
      onServer(caller, respond, async (doer) => {
        const place = options.has('channel') ? String(options.get('channel')) : null
        const threads = switchedTo(options.get('answers'))
        await setThreads(doer, place, threads)
        await respond.privately({ text: said(nameOfPlace(place), threads) })
      }),
  })

const said = (place: string, threads: boolean | null) => {
  if (threads === null) return `Threads for answers: nothing in particular is set for ${place} any more.`
  return threads
    ? `From now on I answer in threads that are named after the question. That holds for ${place}.`
    : `From now on I answer without opening threads. That holds for ${place}.`
}
