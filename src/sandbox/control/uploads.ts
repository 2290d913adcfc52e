import { z } from 'zod'
import { storeAttachment } from '../world/messages.ts'
import type { World } from '../world/world.ts'

/** A file that somebody attaches, as text or base64. */
export const uploadForm = z.strictObject({
  filename: z.string().min(1).max(200),
  content_type: z.string().default('text/plain; charset=utf-8'),
  content: z.string().optional(),
  base64: z.base64().optional(),
})
export type Upload = z.infer<typeof uploadForm>

export const storeUpload = (
  world: World,
  channelId: string,
  { filename, content_type, content = '', base64 }: Upload,
) =>
  storeAttachment(world, channelId, {
    name: filename,
    type: content_type,
    bytes: base64 === undefined ? Buffer.from(content) : Buffer.from(base64, 'base64'),
  })
