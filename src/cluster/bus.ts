import type { Queryable } from '../database/contract.ts'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../telemetry/log.ts'
import {
  beat,
  lastNotice,
  liveInstances,
  post,
  removeInstance,
  repliesTo,
  type Instance,
  type Notice,
} from './notices.ts'

type Options = { database: Queryable; instance: Instance; clock: Clock; log: Logger }

export type Replied = { instance: Instance; reply: unknown }

/** What one process says to all processes of the bot, by way of Postgres. */
export type Bus = {
  /** Answers what is asked under a topic: by this process, too. The reply is plain JSON. */
  reply(topic: string, answer: (payload: unknown) => Promise<unknown>): Disposable
  /** Asks everybody who is alive, and waits for their replies: null where there is none within five seconds. */
  ask(topic: string, payload: unknown, signal: AbortSignal): Promise<readonly Replied[]>
  /** Who is alive, as far as this process knows; it stands first. */
  instances(): Promise<readonly Instance[]>
}

const LISTEN_EVERY_MS = 1000
const LOOK_FOR_REPLIES_EVERY_MS = 200
const WAIT_FOR_REPLIES_MS = 5000

/** From now on this process is known to be alive; disposing it takes it off the list. Never rejects. */
export const startBus = ({ database, instance, clock, ...options }: Options): Bus & AsyncDisposable => {
  const log = options.log.child({ module: 'cluster' })
  const stopping = new AbortController()
  const answers = new Map<string, (payload: unknown) => Promise<unknown>>()
  // Ids are given out before rows can be seen: for a minute, one with a smaller number may still appear.
  let after: string | null = null
  const heard = new Set<string>()

  const answer = async ({ id, topic, payload }: Pick<Notice, 'id' | 'topic' | 'payload'>) => {
    heard.add(id)
    const reply = await answers.get(topic)?.(payload)
    if (reply !== undefined)
      await post(database, { sender: instance.id, topic, payload: reply, repliesTo: id })
  }

  const listen = async () => {
    const notices = await beat(database, instance, (after ??= await lastNotice(database)))
    for (const notice of notices) if (!heard.has(notice.id)) await answer(notice)
    for (const { settled, id } of notices) {
      if (!settled) break
      after = id
      heard.delete(id)
    }
  }

  const run = async () => {
    while (!stopping.signal.aborted) {
      await listen().catch((error: unknown) => log.debug({ err: error }, 'Notices could not be read.'))
      await clock.sleep(LISTEN_EVERY_MS, stopping.signal).catch(() => {})
    }
  }

  const instances = async () => {
    const alive = await liveInstances(database)
    return [instance, ...alive.filter(({ id }) => id !== instance.id)]
  }

  const running = run()
  return {
    reply(topic, reply) {
      answers.set(topic, reply)
      return { [Symbol.dispose]: () => void answers.delete(topic) }
    },
    async ask(topic, payload, signal) {
      const asked = await instances()
      const id = await post(database, { sender: instance.id, topic, payload, repliesTo: null })
      if (!heard.has(id)) await answer({ id, topic, payload })
      const until = clock.monotonic() + WAIT_FOR_REPLIES_MS
      for (;;) {
        const replies = await repliesTo(database, id)
        const isLate = clock.monotonic() >= until
        if (isLate || asked.every((one) => replies.has(one.id)))
          return asked.map((one) => ({ instance: one, reply: replies.get(one.id) ?? null }))
        await clock.sleep(LOOK_FOR_REPLIES_EVERY_MS, signal)
      }
    },
    instances,
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await running
      await removeInstance(database, instance.id).catch((error: unknown) =>
        log.debug({ err: error }, 'This process could not be taken off the list of those that are alive.'),
      )
    },
  }
}
