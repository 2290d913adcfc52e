import '@skyra/discord-components-core/discord-attachments.js'
import '@skyra/discord-components-core/discord-embed-description.js'
import '@skyra/discord-components-core/discord-embed-fields.js'
import '@skyra/discord-components-core/discord-embed-footer.js'
import { DiscordEmbed } from '@skyra/discord-components-core/discord-embed.js'
import { DiscordEmbedField } from '@skyra/discord-components-core/discord-embed-field.js'
import { DiscordFileAttachment } from '@skyra/discord-components-core/discord-file-attachment.js'
import { css } from 'lit'
import { dress } from './dress.ts'

dress(
  DiscordEmbed,
  css`
    :host {
      color: var(--text);
    }
    :host .discord-embed-wrapper {
      background-color: var(--surface-2);
      border-color: transparent;
    }
    :host .discord-embed-title,
    :host .discord-embed-author {
      color: var(--text-strong);
    }
    :host .discord-left-border {
      background-color: var(--surface-3);
    }
  `,
)

dress(
  DiscordEmbedField,
  css`
    :host .discord-field-title {
      color: var(--text-strong);
    }
  `,
)

dress(
  DiscordFileAttachment,
  css`
    .discord-file-attachment-mosaic-style {
      background-color: var(--surface-2);
      border-color: var(--surface-3);
    }
    .discord-file-attachment-filename-link-wrapper,
    .discord-file-attachment-filename-link-wrapper a {
      color: var(--link);
    }
    .discord-file-attachment-metadata {
      color: var(--text-muted);
    }
  `,
)
