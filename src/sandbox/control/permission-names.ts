import { PermissionFlagsBits as Flag } from 'discord-api-types/v10'
import { z } from 'zod'

/** Discord's permissions as the control API names them: manage_guild for ManageGuild. */
const bits = new Map(
  Object.entries(Flag).map(([name, bit]) => [
    name.replaceAll(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '_').toLowerCase(),
    bit,
  ]),
)

export const permissionNames = z.array(z.enum([...bits.keys()]))

export const permissionsOf = (names: string[]) =>
  names.reduce((all, name) => all | (bits.get(name) ?? 0n), 0n)

export const namesOf = (permissions: bigint) =>
  [...bits].filter(([, bit]) => (permissions & bit) === bit).map(([name]) => name)
