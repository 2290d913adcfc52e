import { PermissionFlagsBits as Flag } from 'discord-api-types/v10'
import { addTextChannel, addThread, openDirectMessage, setBotOverwrite } from './channels.ts'
import { addGuild } from './guilds.ts'
import { addPerson, createUser } from './people.ts'
import { fixedId } from './snowflakes.ts'
import type { Application, World } from './world.ts'

export const botUser = createUser(fixedId(1), 'Parley', true)

/** The token guards nothing: whoever reaches the sandbox may read it. */
export const seedApplication = (): Application => ({
  id: botUser.id,
  name: botUser.username,
  token: [Buffer.from(botUser.id).toString('base64url'), 'parley', 'not-a-secret-of-anyone'].join('.'),
  privilegedIntents: new Set(),
})

/** The same guilds, channels and people at each start. */
export const seed = (world: World) => {
  const [ada] = ['Ada', 'Grace', 'Linus'].map((name, index) => addPerson(world, name, fixedId(11 + index)))
  const garden = addGuild(world, "Parley's Garden", { guild: fixedId(100), role: fixedId(101) })
  const general = addTextChannel(world, garden, 'general', fixedId(110))
  addTextChannel(world, garden, 'code-and-coffee', fixedId(111))
  const announcements = addTextChannel(world, garden, 'announcements', fixedId(112))
  setBotOverwrite(world, announcements, { deny: Flag.SendMessages | Flag.SendMessagesInThreads })
  addThread(world, general, 'what-to-plant', ada!.id, fixedId(120))
  const workshop = addGuild(world, 'The Workshop', { guild: fixedId(201), role: fixedId(202) })
  addTextChannel(world, workshop, 'lobby', fixedId(210))
  addTextChannel(world, workshop, 'support', fixedId(211))
  for (const [index, user] of [...world.people.values()].filter((one) => !one.bot).entries())
    openDirectMessage(world, user.id, fixedId(300 + index))
}
