import '@skyra/discord-components-core/discord-action-row.js'
import '@skyra/discord-components-core/discord-attachments.js'
import '@skyra/discord-components-core/discord-button.js'
import '@skyra/discord-components-core/discord-embed-description.js'
import '@skyra/discord-components-core/discord-embed-footer.js'
import '@skyra/discord-components-core/discord-messages.js'
import '@skyra/discord-components-core/discord-verified-author-tag.js'
import { DiscordAuthorInfo } from '@skyra/discord-components-core/discord-author-info.js'
import { DiscordCode } from '@skyra/discord-components-core/discord-code.js'
import { DiscordEmbedField } from '@skyra/discord-components-core/discord-embed-field.js'
import '@skyra/discord-components-core/discord-embed-fields.js'
import { DiscordEmbed } from '@skyra/discord-components-core/discord-embed.js'
import { DiscordFileAttachment } from '@skyra/discord-components-core/discord-file-attachment.js'
import { DiscordHeader } from '@skyra/discord-components-core/discord-header.js'
import { DiscordMention } from '@skyra/discord-components-core/discord-mention.js'
import { DiscordMessage } from '@skyra/discord-components-core/discord-message.js'
import { DiscordPre } from '@skyra/discord-components-core/discord-pre.js'
import { DiscordQuote } from '@skyra/discord-components-core/discord-quote.js'
import { DiscordReply } from '@skyra/discord-components-core/discord-reply.js'
import { DiscordSpoiler } from '@skyra/discord-components-core/discord-spoiler.js'
import { DiscordSubscript } from '@skyra/discord-components-core/discord-subscript.js'
import { DiscordTime } from '@skyra/discord-components-core/discord-time.js'
import { css, type CSSResult, type LitElement } from 'lit'

/**
 * The library's elements in today's colours of Discord, by the custom properties of styles/theme.css: these reach
 * into shadow roots, so that one switch turns everything dark or light.
 */
const dress = (element: typeof LitElement, look: CSSResult) => element.elementStyles.push(look)

dress(
  DiscordMessage,
  css`
    :host {
      color: var(--text);
      font-family: inherit;
      font-size: 1rem;
      padding: 2px 48px 2px 16px;
      margin: 0;
    }
    :host(:hover) {
      background-color: var(--hover-message);
    }
    :host([highlight]),
    :host([highlight]:hover) {
      background-color: var(--mentioned);
      padding-right: 48px;
    }
    :host([highlight])::before {
      background-color: var(--mentioned-edge);
    }
    .discord-author-avatar {
      margin-top: 4px;
    }
    .discord-author-avatar img {
      cursor: default;
    }
    .discord-message-content {
      min-width: 0;
      line-height: 1.375rem;
      padding-top: 0;
    }
    .discord-message-inner-center {
      align-items: flex-start;
    }
    .discord-message-timestamp {
      color: var(--text-muted);
      font-size: 0.75rem;
      font-weight: 500;
      margin-left: 4px;
    }
    .discord-message-body-only-indent {
      flex: none;
      width: 56px;
      margin: 0;
      padding-left: 4px;
      box-sizing: border-box;
      font-size: 0.6875rem;
      line-height: 1.375rem;
    }
    .discord-message-edited {
      color: var(--text-muted);
      font-size: 0.625rem;
    }
  `,
)

dress(
  DiscordAuthorInfo,
  css`
    .discord-author-username {
      color: var(--text-strong);
    }
    :host .discord-author-username:hover {
      cursor: default;
      text-decoration: none;
    }
  `,
)

dress(
  DiscordReply,
  css`
    :host {
      color: var(--text-muted);
      font-family: inherit;
      min-width: 0;
      cursor: pointer;
    }
    :host:before {
      border-color: var(--spine) !important;
    }
    :host(:hover) .discord-replied-message-content {
      color: var(--text-strong);
    }
    :host .discord-replied-message-content {
      min-width: 0;
      overflow: hidden;
      text-overflow: ellipsis;
    }
    .discord-replied-message-username {
      color: var(--text-strong);
      opacity: 1;
    }
    .discord-application-tag {
      background-color: var(--blurple);
    }
    .discord-reply-badge {
      background: var(--surface-3);
      color: var(--text-muted);
    }
  `,
)

dress(
  DiscordMention,
  css`
    :host {
      color: var(--mention-text);
      background-color: var(--mention);
      cursor: default;
      -webkit-box-decoration-break: clone;
      box-decoration-break: clone;
    }
    :host([role='link']) {
      cursor: pointer;
    }
    :host(:hover) {
      background-color: var(--blurple);
    }
  `,
)

dress(
  DiscordCode,
  css`
    :host {
      background: var(--code-inline);
      border-radius: 4px;
    }
    :host([multiline]) {
      display: block;
      background: none;
    }
    code {
      font-size: 0.875rem;
      line-height: 1.125rem;
    }
    :host([multiline]) code {
      width: auto;
      margin: 0;
      border: 1px solid var(--code-edge);
      border-radius: 4px;
      background: var(--code);
    }
  `,
)

dress(
  DiscordPre,
  css`
    :host pre {
      width: auto;
      max-width: 90%;
      margin: 6px 0 0;
    }
  `,
)

dress(
  DiscordHeader,
  css`
    :host > * {
      margin: 12px 0 6px;
      color: var(--text-strong);
    }
    :host(:first-child) > * {
      margin-top: 4px;
    }
  `,
)

dress(
  DiscordSpoiler,
  css`
    :host {
      background-color: var(--spoiler);
    }
    :host(:hover) {
      background-color: var(--spoiler-hover);
    }
    :host([activated]) {
      background-color: var(--hover-strong);
    }
    :host(:not([activated])) ::slotted(*) {
      visibility: hidden;
    }
  `,
)

dress(
  DiscordQuote,
  css`
    .discord-quote-divider {
      flex: none;
      background-color: var(--spine);
    }
    blockquote {
      margin: 0;
      min-width: 0;
    }
  `,
)

dress(
  DiscordSubscript,
  css`
    small {
      color: var(--text-muted);
    }
  `,
)

dress(
  DiscordTime,
  css`
    :host {
      background-color: var(--hover);
    }
  `,
)

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
  `,
)
