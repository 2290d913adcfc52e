import { z } from 'zod'
import { displayName } from '../world/people.ts'
import { memberPayload } from '../world/payloads.ts'
import type { World } from '../world/world.ts'

const requestSchema = z.looseObject({
  guild_id: z.string(),
  query: z.string().optional(),
  limit: z.int().min(0).default(0),
  user_ids: z.union([z.string().transform((id) => [id]), z.array(z.string())]).optional(),
  nonce: z.string().optional(),
})

/** The one GUILD_MEMBERS_CHUNK that answers a request for members. */
export const requestedMembers = (world: World, d: unknown) => {
  const asked = requestSchema.safeParse(d).data
  const members = [...(world.guilds.get(asked?.guild_id ?? '')?.members.values() ?? [])]
  const wanted = members.filter(({ userId }) => {
    if (asked?.user_ids) return asked.user_ids.includes(userId)
    return displayName(world.people.get(userId)!)
      .toLowerCase()
      .startsWith(asked?.query?.toLowerCase() ?? '')
  })
  return {
    guild_id: asked?.guild_id,
    members: wanted.slice(0, asked?.limit || undefined).map((member) => memberPayload(world, member)),
    chunk_index: 0,
    chunk_count: 1,
    not_found: asked?.user_ids?.filter((id) => !members.some((member) => member.userId === id)) ?? [],
    ...(asked?.nonce !== undefined && { nonce: asked.nonce }),
  }
}
