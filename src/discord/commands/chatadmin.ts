import type { Administration } from '../../chat/admin/administration.ts'
import type { Permit } from './access.ts'
import { createChannel } from './chatadmin/channel.ts'
import { createCleanup } from './chatadmin/cleanup.ts'
import { createPersonaCommands } from './chatadmin/persona.ts'
import { createPrompt } from './chatadmin/prompt.ts'
import { createReload } from './chatadmin/reload.ts'
import { createReports } from './chatadmin/reports.ts'
import { createResetAll } from './chatadmin/resetall.ts'
import { createResetUser } from './chatadmin/resetuser.ts'
import { createRole } from './chatadmin/role.ts'
import { createShow } from './chatadmin/show.ts'
import { createStatus } from './chatadmin/status.ts'
import { createThread } from './chatadmin/thread.ts'
import type { Command } from './contract.ts'
import { commandWithSubcommands } from './define.ts'

export type ChatAdmin = {
  administration: Administration
  permit: Permit
  isOperator: (person: string) => boolean
  /** All that a server's managers may turn on or set, by name. */
  personas: () => readonly string[]
}

/** `/chatadmin`: a server's managers set what holds there, operators look after the whole bot. */
export const createChatAdmin = ({ administration, permit, isOperator, personas }: ChatAdmin): Command =>
  commandWithSubcommands(
    'chatadmin',
    [
      createShow(administration),
      createChannel(administration),
      createRole(administration),
      ...createPersonaCommands(administration, personas),
      createPrompt(administration),
      createThread(administration),
      createResetUser(administration, isOperator),
      createStatus(administration),
      createReports(administration),
      createReload(administration),
      createCleanup(administration),
      createResetAll(administration),
    ],
    { permit, managersOnly: true },
  )
