import { reloaded, type Reloaded } from '../config/live-settings.ts'
import type { Bus } from './bus.ts'
import { nameInstances } from './notices.ts'

const TOPIC = 'reload'

/** Reloads the settings whenever any process is told to. */
export const followReloads = (bus: Bus, reload: () => Promise<Reloaded>): Disposable =>
  bus.reply(TOPIC, reload)

/** Every process that is alive reloads its settings; `outcome` is null where nothing was heard in time. */
export const reloadEverywhere = async (bus: Bus, signal: AbortSignal) => {
  const replies = await bus.ask(TOPIC, {}, signal)
  const names = nameInstances(replies.map(({ instance }) => instance))
  return replies.map(({ reply }, index) => ({
    instance: names[index]!,
    outcome: reloaded.safeParse(reply).data ?? null,
  }))
}
