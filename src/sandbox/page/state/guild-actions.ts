import type { Api } from '../api.ts'
import type { Store } from './store.ts'
import type { Role } from './world.ts'

export const MANAGE = 'manage_guild'

/** Does something, and puts what went wrong into the state as a sentence. */
export type Attempt = (what: () => Promise<unknown>) => Promise<boolean>

/** What the hand behind the sandbox can do with a guild, whoever it writes as. */
export const createGuildActions = (store: Store, api: Api, attempt: Attempt) => ({
  setUp: (guild: string | null) => store.update({ settingUp: guild, problem: null, navigationOpen: false }),
  addRole: (guild: string, name: string, manages: boolean) =>
    attempt(() => api.addRole(guild, { name, permissions: manages ? [MANAGE] : [] })),
  letManage: (guild: string, { id, permissions }: Role, manages: boolean) =>
    attempt(() =>
      api.changeRole(guild, id, {
        permissions: manages ? [...permissions, MANAGE] : permissions.filter((name) => name !== MANAGE),
      }),
    ),
  removeRole: (guild: string, role: string) => attempt(() => api.removeRole(guild, role)),
  setRole: (guild: string, person: string, role: string, has: boolean) =>
    attempt(() => api.setRole(guild, person, role, has)),
  restrictAge: (channel: string, age_restricted: boolean) =>
    attempt(() => api.changeChannel(channel, { age_restricted })),
  setBot: (guild: string, isThere: boolean) => attempt(() => api.setBot(guild, isThere)),
})
