import { render } from 'lit'
import { createAnnouncer } from './announcer.ts'
import { createApi } from './api.ts'
import './elements/attached.ts'
import './elements/message.ts'
import './elements/text.ts'
import { createActions } from './state/actions.ts'
import { recall } from './state/memory.ts'
import { createStore } from './state/store.ts'
import { follow } from './state/sync.ts'
import './styles/index.css'
import { app } from './views/app.ts'
import { focusComposer } from './views/message-keys.ts'

const prefersLight = matchMedia('(prefers-color-scheme: light)')
const systemTheme = () => (prefersLight.matches ? 'light' : 'dark')
const chosenTheme = recall('theme')

const api = createApi()
const store = createStore({
  connection: 'connecting',
  banner: null,
  world: null,
  me: recall('person') ?? '',
  channel: location.hash.slice(1),
  histories: new Map(),
  loaded: new Set(),
  unread: new Set(),
  typing: new Map(),
  drafts: new Map(),
  uploads: new Map(),
  completing: null,
  commands: [],
  invoking: null,
  pressed: new Map(),
  failures: new Map(),
  modal: null,
  dismissed: new Set(recall('dismissed')?.split(' ')),
  replyingTo: null,
  editing: null,
  deleting: null,
  threading: null,
  settingUp: null,
  navigationOpen: false,
  membersOpen: true,
  theme: chosenTheme === 'dark' || chosenTheme === 'light' ? chosenTheme : systemTheme(),
  problem: null,
})
const actions = createActions(store, api)

const root = document.querySelector<HTMLElement>('#app')!
const announce = createAnnouncer(document.querySelector<HTMLElement>('#announcements')!)
let shown = ''
store.subscribe((state) => {
  document.documentElement.dataset['theme'] = state.theme
  render(app(state, actions), root)
  announce(state)
  if (state.channel !== shown) {
    shown = state.channel
    // So that the way back from the next channel leads here.
    if (location.hash === '') history.replaceState(null, '', `#${shown}`)
    // On a phone the focus would bring up the keyboard over what one came to read.
    if (matchMedia('(hover: hover)').matches) focusComposer()
  }
})
store.update({})
follow(store, api)

prefersLight.addEventListener('change', () => {
  if (recall('theme') === null) store.update({ theme: systemTheme() })
})
window.addEventListener('hashchange', () => {
  const channel = location.hash.slice(1)
  if (channel !== store.current.channel) void actions.open(channel)
})
window.addEventListener('focus', actions.seen)

document.addEventListener('click', ({ target }) => {
  if (!(target instanceof Element)) return
  const channel = target.closest<HTMLElement>('discord-mention[data-channel]')?.dataset['channel']
  if (channel) void actions.open(channel)
})

document.addEventListener('keydown', (event) => {
  const { target, key } = event
  if (!(target instanceof HTMLElement)) return
  if ((key === 'Enter' || key === ' ') && target.matches('discord-spoiler, discord-mention[data-channel]')) {
    event.preventDefault()
    target.toggleAttribute('activated', true)
    target.click()
  }
  // As in Discord, whoever just begins to type writes in the composer.
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey && key.length === 1
  const onButton = target.matches('.component-button, .select-button') && key !== ' '
  if (plain && (target === document.body || onButton)) focusComposer()
})
