import type { History } from '../../conversations/contract.ts'
import type { Database } from '../../database/contract.ts'
import { resolveReport, waitingReports } from '../../moderation/reports.ts'
import { resetPeople } from '../../preferences/choices.ts'
import { readGuild, resetGuilds, setRole, setRules } from '../../preferences/rules.ts'
import type { Logger } from '../../telemetry/log.ts'
import type { ReloadedInstance, Status } from './contract.ts'
import { createDeeds, type Doer } from './deeds.ts'
import { resetUser, type Forgotten } from './reset-user.ts'

type Options = Forgotten & {
  database: Database
  history: Forgotten['history'] & Pick<History, 'forgetEverybody'>
  /** Deletes all that is expired: how many rows went, by table; null where it failed. */
  cleanAll: () => Promise<ReadonlyMap<string, number | null>>
  /** All processes read the settings again. */
  reload: () => Promise<readonly ReloadedInstance[]>
  status: () => Promise<Status>
  log: Logger
}

type Manager = Doer<string>
/** Null: the whole server. */
type Place = string | null

export type Administration = ReturnType<typeof createAdministration>

/**
 * All that managers and operators do, each a deed that is written down. Whether they may is asked before; what a
 * manager does reaches no further than the server of the deed.
 */
export const createAdministration = (options: Options) => {
  const { database, history, cleanAll, reload, status } = options
  const { change, operate } = createDeeds(options)
  return {
    show: operate('show', async ({ guild }: Manager) => ({ result: await readGuild(database, guild) })),

    setAnswers: change('channel', async (db, { guild }: Manager, place: Place, answers: boolean | null) => ({
      result: await setRules(db, guild, place, { answers }),
      detail: { place, answers },
    })),
    setThreads: change('thread', async (db, { guild }: Manager, place: Place, threads: boolean | null) => ({
      result: await setRules(db, guild, place, { threads }),
      detail: { place, threads },
    })),
    setPersona: change('persona', async (db, { guild }: Manager, place: Place, persona: string | null) => ({
      result: await setRules(db, guild, place, { persona }),
      detail: { place, persona },
    })),
    offerPersonas: change('personas', async (db, { guild }: Manager, personas: readonly string[] | null) => ({
      result: await setRules(db, guild, null, { personas }),
      detail: { personas: personas?.join(', ') ?? null },
    })),
    setPrompt: change('prompt', async (db, { guild }: Manager, prompt: string | null) => ({
      result: await setRules(db, guild, null, { prompt }),
      detail: { characters: prompt?.length ?? 0 },
    })),
    setRole: change('role', async (db, { guild }: Manager, role: string, rule: 'allow' | 'block' | null) => ({
      result: await setRole(db, guild, role, rule),
      detail: { role, rule },
    })),

    resetUser: change('resetuser', async (db, { guild }: Doer, person: string) => {
      const messages = await resetUser(db, options, { person, guild })
      return { result: messages, target: person, detail: { messages } }
    }),
    resetAll: change('resetall', async (db) => {
      const messages = await history.forgetEverybody(db)
      await resetPeople(db)
      await resetGuilds(db)
      return { result: messages, detail: { messages } }
    }),

    cleanUp: operate('cleanup', async () => {
      const deleted = await cleanAll()
      return { result: deleted, detail: Object.fromEntries(deleted) }
    }),
    reload: operate('reload', async () => {
      const instances = await reload()
      return { result: instances, detail: { instances: instances.length, ...countOutcomes(instances) } }
    }),
    status: operate('status', async () => ({ result: await status() })),

    waitingReports: operate('reports', async (_doer: Doer, limit: number) => ({
      result: await waitingReports(database, limit),
    })),
    closeReport: change(
      'report',
      async (db, { person }: Doer, id: string, state: 'resolved' | 'dismissed') => {
        const closed = await resolveReport(db, id, state, person)
        return { result: closed, detail: { report: id, state, closed } }
      },
    ),
  }
}

const countOutcomes = (instances: readonly ReloadedInstance[]) => {
  const outcomes = Map.groupBy(instances, ({ outcome }) => outcome?.is ?? 'silent')
  return Object.fromEntries([...outcomes].map(([is, alike]) => [is, alike.length]))
}
