import type { Command } from './contract.ts'
import { commandWithSubcommands } from './define.ts'
import { createDelete } from './privacy/delete.ts'
import { createExport } from './privacy/export.ts'
import { createOptOut, type OptingOut } from './privacy/opt-out.ts'
import { createShow, type Showing } from './privacy/show.ts'

/** All that is stored about a person, from every table and from memory. */
export type PersonalData = Showing['privacy'] & {
  /** As JSON has it. */
  export(person: string): Promise<object>
  /** In one transaction; resolves with how many rows of each table went, and how many messages in memory. */
  erase(person: string): Promise<{ rows: Readonly<Record<string, number>>; memory: number }>
}

export type ManagingPrivacy = Showing & OptingOut & { privacy: PersonalData }

/** `/privacy`: what is stored about a person and why, as a file, deleted; and whether its words may be used. */
export const createPrivacyCommand = (options: ManagingPrivacy): Command =>
  commandWithSubcommands(
    'privacy',
    [createShow(options), createExport(options), createDelete(options), createOptOut(options)],
    { permit: everybody },
  )

/** Everybody may look after what is his own. */
const everybody = () => true
