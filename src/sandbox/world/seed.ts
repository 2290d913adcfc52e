import { PermissionFlagsBits as Flag } from 'discord-api-types/v10'
import { addCategory, addTextChannel, addThread, openDirectMessage, setBotOverwrite } from './channels.ts'
import { addGuild } from './guilds.ts'
import { addPerson, createUser } from './people.ts'
import { addRole, giveRole } from './roles.ts'
import { fixedId } from './snowflakes.ts'
import type { Application, World } from './world.ts'

export const botUser = createUser(fixedId(1), 'Parley', true)
const adasId = fixedId(11)

/** The token guards nothing: whoever reaches the sandbox may read it. */
export const seedApplication = (): Application => ({
  id: botUser.id,
  name: botUser.username,
  token: [Buffer.from(botUser.id).toString('base64url'), 'parley', 'not-a-secret-of-anyone'].join('.'),
  privilegedIntents: new Set(),
  ownerId: adasId,
  team: null,
})

/**
 * The same guilds, channels and people at each start. The application and both guilds are Ada's; Grace may manage
 * the first guild and not the other; Linus may do what everybody may.
 */
export const seed = (world: World) => {
  const [, grace] = ['Ada', 'Grace', 'Linus'].map((name, index) =>
    addPerson(world, name, fixedId(11 + index)),
  )
  const garden = addGuild(world, "Parley's Garden", { guild: fixedId(100), role: fixedId(101) })
  const general = addTextChannel(world, garden, 'general', fixedId(110))
  addTextChannel(world, garden, 'code-and-coffee', fixedId(111))
  const announcements = addTextChannel(world, garden, 'announcements', fixedId(112))
  setBotOverwrite(world, announcements, { deny: Flag.SendMessages | Flag.SendMessagesInThreads })
  addThread(world, general, 'what-to-plant', adasId, fixedId(120))
  const greenhouse = addCategory(world, garden, 'Greenhouse', fixedId(113))
  const inside = { parentId: greenhouse.id }
  addTextChannel(world, garden, 'seedlings', fixedId(114), inside)
  addTextChannel(world, garden, 'night-shift', fixedId(115), { ...inside, ageRestricted: true })
  const gardeners = addRole(world, garden, 'Gardeners', Flag.ManageGuild, fixedId(102))
  giveRole(world, garden, garden.members.get(grace!.id)!, gardeners)
  const workshop = addGuild(world, 'The Workshop', { guild: fixedId(201), role: fixedId(202) })
  addTextChannel(world, workshop, 'lobby', fixedId(210))
  addTextChannel(world, workshop, 'support', fixedId(211))
  for (const [index, user] of [...world.people.values()].filter((one) => !one.bot).entries())
    openDirectMessage(world, user.id, fixedId(300 + index))
}
