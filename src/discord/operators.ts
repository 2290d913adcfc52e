import {
  TeamMemberMembershipState,
  TeamMemberRole,
  type APIApplication,
  type APITeamMember,
} from 'discord-api-types/v10'
import type { Clock } from '../lib/clock.ts'
import type { Live } from '../lib/live.ts'
import type { Logger } from '../telemetry/log.ts'
import type { DiscordRest } from './rest.ts'

type Options = {
  rest: Pick<DiscordRest, 'application'>
  /** Those that the settings name, besides who owns the application. */
  named: Live<readonly string[]>
  clock: Clock
  log: Logger
  signal: AbortSignal
}

/** Who runs the bot. */
export type Operators = {
  isOperator(person: string): boolean
  /** Asks Discord who owns the application, now and from time to time from now on. Never rejects. */
  read(): Promise<void>
}

const AGAIN_AFTER_MS = 3_600_000
const AFTER_FAILURE_MS = 60_000

/** While Discord can't be asked, whom it named last counts, and whom the settings name. */
export const createOperators = ({ rest, named, clock, log, signal }: Options): Operators => {
  let owners: ReadonlySet<string> = new Set()
  let isDue = true

  const read = async () => {
    if (!isDue || signal.aborted) return
    isDue = false
    const wait = await rest.application(signal).then(
      (application) => {
        owners = new Set(ownersOf(application))
        log.info({ operators: owners.size + named.current.length }, 'It is known who runs the bot.')
        return AGAIN_AFTER_MS
      },
      (error: unknown) => {
        if (!signal.aborted) log.warn({ err: error }, unknown)
        return AFTER_FAILURE_MS
      },
    )
    clock.after(wait, () => {
      isDue = true
      void read()
    })
  }

  return {
    isOperator: (person) => owners.has(person) || named.current.includes(person),
    read,
  }
}

const unknown =
  'Discord does not say who owns the application: until it does, operators are those of general.operators, and those that were known before.'

/** A team's owner is the one who may do everything; its pseudo user in `owner` is nobody. */
const ownersOf = ({ owner, team }: APIApplication): string[] => {
  if (!team) return owner ? [owner.id] : []
  const members = team.members.filter(mayAct).map(({ user }) => user.id)
  return [team.owner_user_id, ...members]
}

const mayAct = ({ membership_state, role }: APITeamMember) =>
  membership_state === TeamMemberMembershipState.Accepted && role !== TeamMemberRole.ReadOnly
