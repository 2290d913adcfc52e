import type { Api } from '../api.ts'
import { withHistory, withMessage, withoutMessage } from './histories.ts'
import { readCommands } from './interactions.ts'
import { firstPlace } from './places.ts'
import type { Store } from './store.ts'
import { startTyping, stopTyping } from './typing.ts'
import { isSeenBy, type Message, type Person, type World } from './world.ts'

const RETRY_MS = 1_500

/** Keeps the store like the server, for as long as the page is open; the server may come and go. */
export const follow = (store: Store, api: Api) => {
  const stream = new EventSource('/sandbox/events')

  const on = <T>(name: string, handle: (data: T) => void) =>
    stream.addEventListener(name, (event: MessageEvent<string>) => handle(JSON.parse(event.data)))

  on<World>('state', (world) => arrive(store, api, world))
  on<Message>('message_create', (message) => {
    stopTyping(store, message.channel_id, message.author.id)
    store.update(({ histories, unread, me, channel }) => {
      const open = message.channel_id === channel && document.hasFocus()
      const seen = message.author.id === me || open || !isSeenBy(message, me)
      return {
        histories: withMessage(histories, message),
        unread: seen ? unread : new Set([...unread, message.channel_id]),
      }
    })
  })
  on<Message>('message_update', (message) =>
    store.update(({ histories }) => ({ histories: withMessage(histories, message) })),
  )
  on<{ id: string; channel_id: string }>('message_delete', ({ id, channel_id }) =>
    store.update(({ histories }) => ({ histories: withoutMessage(histories, channel_id, id) })),
  )
  stream.addEventListener('commands', () => void readCommands(store, api))
  on<{ channel_id: string; user: Person }>('typing', ({ channel_id, user }) =>
    startTyping(store, channel_id, user.id),
  )
  stream.addEventListener('error', () => {
    stream.close()
    store.update({ connection: 'lost', typing: new Map() })
    setTimeout(() => follow(store, api), RETRY_MS)
  })
}

/** The first thing a stream says is the state; what happened while nobody listened is in what is read then. */
const arrive = (store: Store, api: Api, world: World) => {
  const { me: wanted, channel: wantedChannel, connection } = store.current
  const me = world.people.some(({ id }) => id === wanted) ? wanted : (world.people[0]?.id ?? '')
  const channel = firstPlace(world, me, wantedChannel)
  store.update({ world, me, channel })
  // What somebody may use changes with roles and channels.
  void readCommands(store, api)
  if (connection !== 'live') void readAgain(store, api, channel)
}

const readAgain = async (store: Store, api: Api, channel: string) => {
  try {
    const [banner, history] = await Promise.all([api.banner(), channel === '' ? [] : api.history(channel)])
    store.update(({ histories }) => ({
      banner,
      connection: 'live',
      histories: withHistory(histories, channel, history),
      loaded: new Set([channel]),
    }))
  } catch {
    // The stream ends with the server, and its reconnecting comes back here.
  }
}
