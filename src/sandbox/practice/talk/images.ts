import type { Topic } from './heard.ts'

/** Sees that there are images, and not what they show. */
export const images: Topic = ({ images }) => {
  if (images.length === 0) return null
  const each = images.map(
    ({ mediaType, bytes }) => `${names[mediaType] ?? mediaType}, ${bytes.toLocaleString('en')} bytes`,
  )
  const count = images.length === 1 ? 'one image' : `${images.length} images`
  return `I see ${count}: ${each.join('; ')}. More than that a practice model can't tell; a real one could.`
}

const names: Record<string, string> = {
  'image/png': 'PNG',
  'image/jpeg': 'JPEG',
  'image/gif': 'GIF',
  'image/webp': 'WebP',
}
