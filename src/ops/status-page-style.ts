export const pageStyle = `
:root {
  --ground: #f2f3f5; --card: #fff; --line: #e3e5e8; --ink: #2e3338; --quiet: #5c6370;
  --up: #1a7f45; --degraded: #8a5a00; --down: #c4282d;
  font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground);
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #1e1f22; --card: #2b2d31; --line: #3f4147; --ink: #dbdee1; --quiet: #a3a8b0;
    --up: #45c47d; --degraded: #f0b232; --down: #ff7377;
  }
}
* { box-sizing: border-box; }
body { max-width: 54rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 1rem; margin-bottom: 1.5rem; }
h1, h2, h3, p, ul, dl, dd { margin: 0; padding: 0; }
h1 { font-size: 1.75rem; }
h2 { font-size: 1rem; color: var(--quiet); margin: 1.5rem 0 .5rem; }
h3 { font-size: 1rem; }
.about { color: var(--quiet); margin-left: auto; }
.state { font-weight: 600; }
.state::before { content: "\\25CF"; margin-right: .35em; }
.up { color: var(--up); } .degraded { color: var(--degraded); } .down { color: var(--down); }
.parts { list-style: none; display: grid; gap: .75rem; grid-template-columns: repeat(auto-fill, minmax(16rem, 1fr)); }
.part { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem;
  display: flex; flex-wrap: wrap; justify-content: space-between; gap: .25rem .75rem; align-content: flex-start; }
.part p, .part dl { flex-basis: 100%; overflow-wrap: anywhere; }
dl > div { display: flex; justify-content: space-between; gap: 1rem; border-top: 1px solid var(--line); padding: .2rem 0; }
dt { color: var(--quiet); } dd { font-variant-numeric: tabular-nums; text-align: right; overflow-wrap: anywhere; }
section > dl { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .5rem 1rem; }
section > dl > div:first-child { border-top: 0; }
nav { margin-top: 2rem; display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; }
a { color: inherit; text-underline-offset: .2em; }
`
