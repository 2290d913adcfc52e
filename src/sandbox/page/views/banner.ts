import { html, nothing } from 'lit'
import type { Banner } from '../state/world.ts'
import type { State } from '../state/store.ts'

export const banner = ({ banner, connection }: State) => html`
  <header class="banner" role="region" aria-label="About this sandbox">
    <strong class="banner-tag">Sandbox</strong>
    <p>${banner ? explain(banner) : nothing}</p>
    ${
      banner?.operator
        ? html`<a href=${banner.operator} target="_blank" rel="noopener">Operator’s page</a>`
        : nothing
    }
  </header>
  <div role="status">
    ${
      connection === 'lost'
        ? html`<p class="reconnecting"><span class="spinner" aria-hidden="true"></span>Reconnecting…</p>`
        : nothing
    }
  </div>
`

const explain = ({ practice, model }: Banner) =>
  practice
    ? html`<span>Nothing you write leaves this machine: a <b>practice model</b> answers. </span>
        <span class="banner-how"
          >For a real one, put <code>GROQ_API_KEY=…</code> in <code>.env</code> and start again.</span
        >`
    : html`<span
          >A Discord of your own: only the questions to Parley leave this machine, to <b>${model}</b>.
        </span>
        <span class="banner-how">Without the key in <code>.env</code>, a practice model answers.</span>`
