import type { Api, Use } from '../api.ts'
import type { Options, SlashCommand } from './commands.ts'
import { remember } from './memory.ts'
import type { Completing, Invoking, OpenModal, Store } from './store.ts'

const DEBOUNCE_MS = 200
/** How many dismissed messages the browser remembers. */
const REMEMBERED = 200

/** Distributes over the kinds, so that each keeps its fields. */
type Act = Use extends infer One ? (One extends Use ? Omit<One, 'author'> : never) : never

/** What a person can do with the bot's commands, buttons, menus and forms. */
export const createInteractions = (store: Store, api: Api) => {
  let asking: ReturnType<typeof setTimeout> | undefined

  /** Resolves with a sentence about what went wrong, or null. */
  const use = async (act: Act): Promise<string | null> => {
    const author = store.current.me
    try {
      const { id, answer } = await api.use({ ...act, author })
      if (!answer) return 'This interaction failed: the bot did not answer within 3 seconds.'
      if (answer.modal && store.current.me === author)
        store.update({ modal: { interaction: id, form: answer.modal, busy: false, problem: null } })
      return null
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }

  const changeInvoking = (change: Partial<Invoking>) =>
    store.update(({ invoking }) => (invoking ? { invoking: { ...invoking, ...change } } : {}))
  const changeModal = (change: Partial<OpenModal>) =>
    store.update(({ modal }) => (modal ? { modal: { ...modal, ...change } } : {}))

  const ask = async (completing: Completing & { of: 'option' }, name: string, options: Options) => {
    const { me: author, channel } = store.current
    const focused = completing.option
    const asked = api.use({ kind: 'autocomplete', author, channel, name, options, focused })
    const answer = await asked.then(
      (used) => used.answer?.choices ?? 'failed',
      () => 'failed' as const,
    )
    store.update((state) => {
      const now = state.completing
      const stillAsked =
        now?.of === 'option' && now.option === completing.option && now.query === completing.query
      return stillAsked ? { completing: { ...now, answer } } : {}
    })
  }

  return {
    startCommand(command: SlashCommand, text = '') {
      const { channel, drafts } = store.current
      store.update({
        invoking: { command, text, added: text === '' ? [] : optionOf(command), mistakes: {}, busy: false },
        drafts: new Map(drafts).set(channel, ''),
        completing: null,
        replyingTo: null,
        problem: null,
      })
    },
    cancelCommand: () => store.update({ invoking: null, completing: null, problem: null }),
    addOption: (name: string) =>
      store.update(({ invoking }) =>
        invoking ? { invoking: { ...invoking, added: [...invoking.added, name] } } : {},
      ),
    removeOption: (name: string) =>
      store.update(({ invoking }) =>
        invoking
          ? { invoking: { ...invoking, added: invoking.added.filter((other) => other !== name) } }
          : {},
      ),
    refuseOptions: (mistakes: Invoking['mistakes']) => changeInvoking({ mistakes }),
    pardonOption(name: string) {
      const mistakes = Object.entries(store.current.invoking?.mistakes ?? {})
      changeInvoking({ mistakes: Object.fromEntries(mistakes.filter(([option]) => option !== name)) })
    },
    /** The bot is asked for its choices once the typing pauses. */
    askChoices(completing: Completing & { of: 'option' }, command: string, options: Options) {
      store.update({ completing })
      clearTimeout(asking)
      asking = setTimeout(() => void ask(completing, command, options), DEBOUNCE_MS)
    },
    /** Whether the bot answered; if not, the state's problem says why. */
    async invoke(command: SlashCommand, options: Options) {
      const { channel } = store.current
      store.update({ completing: null, problem: null })
      changeInvoking({ busy: true, mistakes: {} })
      const problem = await use({ kind: 'command', channel, name: command.name, options })
      if (problem) changeInvoking({ busy: false })
      else store.update({ invoking: null })
      store.update({ problem })
      return problem === null
    },
    async press(message: string, custom_id: string, values: string[] = []) {
      store.update(({ pressed, failures }) => ({
        pressed: new Map(pressed).set(message, custom_id),
        failures: without(failures, message),
      }))
      const failure = await use({ kind: 'component', message, custom_id, values })
      store.update(({ pressed, failures }) => ({
        pressed: without(pressed, message),
        ...(failure && { failures: new Map(failures).set(message, failure) }),
      }))
    },
    async runOnMessage(message: string, name: string) {
      store.update({ problem: await use({ kind: 'message_command', message, name }) })
    },
    async runOnPerson(person: string, name: string) {
      const { channel } = store.current
      store.update({ problem: await use({ kind: 'user_command', channel, person, name }) })
    },
    /** Whether the bot took the form; if not, it stays open and says why. */
    async submitModal(fields: Record<string, string | string[]>) {
      const { modal } = store.current
      if (!modal || modal.busy) return false
      const { interaction } = modal
      changeModal({ busy: true, problem: null })
      const problem = await use({ kind: 'modal', interaction, fields })
      changeModal({ busy: false, problem })
      return problem === null
    },
    closeModal: () => store.update({ modal: null }),
    dismiss(message: string) {
      const dismissed = [...store.current.dismissed, message].slice(-REMEMBERED)
      remember('dismissed', dismissed.join(' '))
      store.update({ dismissed: new Set(dismissed) })
    },
  }
}

/** What the bot offers changes with the channel, the person, and when it registers its commands. */
export const readCommands = async (store: Store, api: Api) => {
  const { channel, me } = store.current
  const isStill = () => store.current.channel === channel && store.current.me === me
  if (channel === '' || me === '') return
  // Without its commands the page is still good for writing.
  const commands = await api.commands(channel, me).catch(() => [])
  if (isStill()) store.update({ commands })
}

const without = (map: ReadonlyMap<string, string>, key: string) => {
  const rest = new Map(map)
  rest.delete(key)
  return rest
}

/** What is typed behind a command that needs nothing begins the first of what it may have. */
const optionOf = ({ options }: SlashCommand) =>
  options.some(({ required }) => required) ? [] : options.slice(0, 1).map(({ name }) => name)
