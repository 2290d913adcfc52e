import type { Logger } from '../../telemetry/log.ts'
import { undeferred, type Caller, type Handle, type Handlers } from './contract.ts'

/** Managers have Discord's Manage Server where they are; operators run the bot, and may what managers may anywhere. */
export type Access = 'everyone' | 'manager' | 'operator'

export type Permit = (caller: Caller, access: Access) => boolean

/** Who tries what only operators may leaves a line in the log. */
export const createPermit =
  (isOperator: (person: string) => boolean, log: Logger): Permit =>
  ({ author, guild, managesGuild }, access) => {
    if (access === 'everyone' || isOperator(author.id)) return true
    if (access === 'manager') return guild !== null && managesGuild
    log.info({ actor: author.id, guild }, 'Somebody tried what only operators may.')
    return false
  }

/** The same handlers for those who may; others read that they may not. */
export const guarded = (handlers: Handlers, access: Access, permit: Permit): Handlers => {
  if (access === 'everyone') return handlers
  const { run, complete, press = {}, submit = {} } = handlers
  const only = <About>(handle: Handle<About>): Handle<About> => {
    const guard: Handle<About> = (caller, respond, about) =>
      permit(caller, access) ? handle(caller, respond, about) : respond.privately({ text: refusals[access] })
    return handle.defers === false ? undeferred(guard) : guard
  }
  return {
    run: only(run),
    ...(complete && {
      complete: async (caller, completion) => (permit(caller, access) ? complete(caller, completion) : []),
    }),
    press: Object.fromEntries(Object.entries(press).map(([action, handle]) => [action, only(handle)])),
    submit: Object.fromEntries(Object.entries(submit).map(([action, handle]) => [action, only(handle)])),
  }
}

const refusals = {
  manager: 'Only who manages this server (Manage Server) may do that, on the server itself.',
  operator: 'Only who runs me may do that.',
}
