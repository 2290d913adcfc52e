import '@skyra/discord-components-core/discord-messages.js'
import '@skyra/discord-components-core/discord-verified-author-tag.js'
import { DiscordMessage } from '@skyra/discord-components-core/discord-message.js'
import { DiscordAuthorInfo } from '@skyra/discord-components-core/discord-author-info.js'
import { DiscordReply } from '@skyra/discord-components-core/discord-reply.js'
import { css } from 'lit'
import { dress } from './dress.ts'

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
