import { OverwriteType, PermissionFlagsBits as Flag } from 'discord-api-types/v10'
import { expect, test } from 'vitest'
import { permissionsIn } from './permissions.ts'

const { Role, Member } = OverwriteType
const role = (id: string, permissions: bigint) => ({ id, permissions: String(permissions) })
const overwrite = (id: string, type: OverwriteType, { allow = 0n, deny = 0n }) => ({
  id,
  type,
  allow: String(allow),
  deny: String(deny),
})

const may = (overwrites: ReturnType<typeof overwrite>[], { own = 0n, owner = 'somebody' } = {}) => {
  const everyone = role('guild', Flag.ViewChannel | Flag.SendMessages)
  const roles = [everyone, role('own', own), role('second', 0n), role('other', Flag.Administrator)]
  const guild = { id: 'guild', owner_id: owner, roles }
  const permissions = permissionsIn(overwrites, { guild, user: 'bot', member: { roles: ['own', 'second'] } })
  return { send: (permissions & Flag.SendMessages) !== 0n, attach: (permissions & Flag.AttachFiles) !== 0n }
}
const { SendMessages: send, AttachFiles: attach } = Flag

test.each([
  ['what everybody may, and the own roles', may([], { own: attach }), { send: true, attach: true }],
  ['and not what roles of others may', may([]), { send: true, attach: false }],
  ['less what is denied to everybody', may([overwrite('guild', Role, { deny: send })]), { send: false }],
  [
    'but what is allowed to a role of its own, before or after that',
    may([overwrite('own', Role, { allow: send }), overwrite('guild', Role, { deny: send })]),
    { send: true },
  ],
  [
    'less what is denied to a role of its own',
    may([overwrite('own', Role, { deny: send })]),
    { send: false },
  ],
  [
    'but what another of its roles is allowed',
    may([overwrite('second', Role, { allow: send }), overwrite('own', Role, { deny: send })]),
    { send: true },
  ],
  [
    'but what is allowed to itself, before or after that',
    may([overwrite('bot', Member, { allow: send }), overwrite('own', Role, { deny: send })]),
    { send: true },
  ],
  ['nothing of what others are denied', may([overwrite('other', Role, { deny: send })]), { send: true }],
  ['or allowed', may([overwrite('Ada', Member, { allow: attach })]), { attach: false }],
  [
    'all for an administrator, whatever is denied',
    may([overwrite('bot', Member, { deny: send })], { own: Flag.Administrator }),
    { send: true, attach: true },
  ],
  [
    'all for the owner, whatever is denied',
    may([overwrite('bot', Member, { deny: send })], { owner: 'bot' }),
    { send: true, attach: true },
  ],
])('%s', (_, permissions, expected) => {
  expect(permissions).toMatchObject(expected)
})
