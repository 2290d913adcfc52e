import type { Api } from '../api.ts'
import { uploadOf } from './files.ts'
import { createGuildActions } from './guild-actions.ts'
import { withHistory, withMessage } from './histories.ts'
import { createInteractions, readCommands } from './interactions.ts'
import { remember } from './memory.ts'
import { channelsOf, firstPlace, placeOf } from './places.ts'
import type { State, Store } from './store.ts'

export type Actions = ReturnType<typeof createActions>

const TYPING_EVERY_MS = 8_000
/** As many as Discord takes with one message. */
const MOST_FILES = 10

/** Everything a person can do on the page. */
export const createActions = (store: Store, api: Api) => {
  const lastIn = new Map<string, string>()
  let typedAt = -Infinity

  const attempt = async (what: () => Promise<unknown>): Promise<boolean> => {
    try {
      await what()
      store.update({ problem: null })
      return true
    } catch (error) {
      store.update({ problem: error instanceof Error ? error.message : String(error) })
      return false
    }
  }

  const open = async (channel: string) => {
    const place = placeOf(store.current.world, channel)
    if (place.is === 'guild') lastIn.set(place.guild.id, channel)
    typedAt = -Infinity
    store.update((state) => ({ ...settled, channel, unread: without(state.unread, channel) }))
    if (location.hash !== `#${channel}`) location.hash = channel
    void readCommands(store, api)
    if (store.current.loaded.has(channel)) return
    await attempt(async () => {
      const history = await api.history(channel)
      store.update(({ histories, loaded }) => ({
        histories: withHistory(histories, channel, history),
        loaded: new Set([...loaded, channel]),
      }))
    })
  }

  const changeUploads = (change: (before: readonly File[]) => readonly File[]) => {
    const { channel, uploads } = store.current
    store.update({ uploads: new Map(uploads).set(channel, change(uploads.get(channel) ?? [])) })
  }

  const typed = () => {
    if (performance.now() - typedAt < TYPING_EVERY_MS) return
    typedAt = performance.now()
    const { channel, me } = store.current
    void attempt(() => api.type(channel, me))
  }

  return {
    ...createInteractions(store, api),
    ...createGuildActions(store, api, attempt),
    open,
    openGuild(id: string) {
      const guild = store.current.world?.guilds.find((guild) => guild.id === id)
      const channel = lastIn.get(id) ?? (guild && channelsOf(guild)[0]?.id)
      if (channel) void open(channel)
    },
    become(person: string) {
      remember('person', person)
      store.update({ me: person, ...settled, navigationOpen: store.current.navigationOpen })
      const { world, channel } = store.current
      if (world) void open(firstPlace(world, person, channel))
    },
    draft(text: string, completing: State['completing'] = null) {
      const { channel, drafts } = store.current
      const grown = text.length > (drafts.get(channel)?.length ?? 0)
      store.update({ drafts: new Map(drafts).set(channel, text), completing })
      // Nobody sees which command somebody is about to use.
      if (grown && !text.startsWith('/')) typed()
    },
    complete: (completing: State['completing']) => store.update({ completing }),
    /** Whether the message arrived; if not, the state's problem says why. */
    async send(content: string) {
      const { channel, me, replyingTo, uploads } = store.current
      const files = uploads.get(channel) ?? []
      store.update({ replyingTo: null, uploads: new Map(uploads).set(channel, []) })
      const sent = await attempt(async () => {
        const reply = replyingTo === null ? {} : { reply_to: replyingTo }
        const attachments = await Promise.all(files.map(uploadOf))
        const message = await api.send({ channel, author: me, content, ...reply, attachments })
        store.update(({ histories }) => ({ histories: withMessage(histories, message) }))
      })
      typedAt = -Infinity
      if (!sent) store.update({ replyingTo, uploads })
      return sent
    },
    attach: (files: File[]) => changeUploads((before) => [...before, ...files].slice(0, MOST_FILES)),
    detach: (file: File) => changeUploads((before) => before.filter((other) => other !== file)),
    startThread: (message: string | null) => store.update({ threading: message, problem: null }),
    createThread: (message: string, name: string) =>
      attempt(async () => {
        const { channel, me } = store.current
        const { id } = await api.thread({ parent: channel, message, name, author: me })
        store.update({ threading: null })
        await open(id)
      }),
    edit: (id: string, content: string) =>
      attempt(async () => {
        store.update({ editing: null })
        await api.edit(id, content)
      }),
    remove: (id: string) =>
      attempt(async () => {
        store.update({ deleting: null })
        await api.remove(id)
      }),
    reply: (id: string | null) => store.update({ replyingTo: id, editing: null }),
    startEdit: (id: string | null) => store.update({ editing: id, replyingTo: null }),
    startDelete: (id: string | null) => store.update({ deleting: id }),
    seen: () => store.update((state) => ({ unread: without(state.unread, state.channel) })),
    showNavigation: (open: boolean) => store.update({ navigationOpen: open }),
    toggleMembers: () => store.update(({ membersOpen }) => ({ membersOpen: !membersOpen })),
    toggleTheme: () => {
      const theme = store.current.theme === 'dark' ? 'light' : 'dark'
      remember('theme', theme)
      store.update({ theme })
    },
  }
}

/** What is left behind when the channel or the person changes. */
const settled = {
  completing: null,
  invoking: null,
  modal: null,
  replyingTo: null,
  editing: null,
  deleting: null,
  threading: null,
  settingUp: null,
  problem: null,
  navigationOpen: false,
} satisfies Partial<State>

const without = (ids: ReadonlySet<string>, id: string) =>
  ids.has(id) ? new Set([...ids].filter((other) => other !== id)) : ids
