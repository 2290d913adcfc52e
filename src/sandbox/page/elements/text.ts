import { DiscordMention } from '@skyra/discord-components-core/discord-mention.js'
import { DiscordCode } from '@skyra/discord-components-core/discord-code.js'
import { DiscordPre } from '@skyra/discord-components-core/discord-pre.js'
import { DiscordHeader } from '@skyra/discord-components-core/discord-header.js'
import { DiscordSpoiler } from '@skyra/discord-components-core/discord-spoiler.js'
import { DiscordQuote } from '@skyra/discord-components-core/discord-quote.js'
import { DiscordSubscript } from '@skyra/discord-components-core/discord-subscript.js'
import { DiscordTime } from '@skyra/discord-components-core/discord-time.js'
import { css } from 'lit'
import { dress } from './dress.ts'

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
