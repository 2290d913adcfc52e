import type { APIAttachment } from 'discord-api-types/v10'
import type { FileRef } from '../../chat/contract.ts'

export const fileOf = ({ id, filename, url, size, content_type }: APIAttachment): FileRef => ({
  id,
  name: filename,
  url,
  size,
  contentType: content_type ?? null,
})
