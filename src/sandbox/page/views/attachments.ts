import { html, nothing } from 'lit'
import type { APIAttachment } from 'discord-api-types/v10'
import type { Message } from '../state/world.ts'

export const attachments = (message: Message) =>
  message.attachments.length === 0
    ? nothing
    : html`<discord-attachments slot="attachments">${message.attachments.map(one)}</discord-attachments>`

const one = (file: APIAttachment) =>
  file.content_type?.startsWith('image/')
    ? html`<img class="attached-image" src=${local(file.url)} alt=${file.description ?? file.filename} />`
    : html`<discord-file-attachment
        name=${file.filename}
        bytes=${Math.max(0.1, file.size / 1_000).toFixed(1)}
        bytes-unit="KB"
        href=${local(file.url)}
        target="_blank"
      ></discord-file-attachment>`

/** The sandbox serves its own files; the page asks no other host. */
const local = (url: string) => URL.parse(url, location.origin)?.pathname ?? ''
