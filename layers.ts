// The import table of the architecture: what each folder of src/ may import besides itself.
// oxlint.config.ts makes walls of it; a folder without a row fails the linter.
const base = ['lib', 'telemetry', 'config']
const storage = [...base, 'database']
const domain = ['turns', 'conversations', 'preferences', 'limits', 'moderation']

export const layers: Record<string, readonly string[]> = {
  lib: [],
  telemetry: ['lib'],
  config: ['lib', 'telemetry'],
  network: base,
  database: base,
  providers: base,
  ops: base,
  turns: storage,
  conversations: storage,
  preferences: storage,
  limits: storage,
  moderation: storage,
  cluster: storage,
  kubernetes: [...base, 'cluster'],
  chat: [...storage, 'providers', ...domain],
  discord: [...base, 'chat', 'providers', ...domain, 'cluster'],
  cli: [...storage, 'cluster'],
  sandbox: ['lib'],
}

// Modules whose types, and nothing that runs, may be imported.
export const typesOnly: Record<string, readonly string[]> = { discord: ['cluster'] }

// Each SDK has one home, or the few that are named here.
export const sdkHomes: Record<string, readonly string[]> = {
  openai: ['providers'],
  'groq-sdk': ['providers'],
  '@google/generative-ai': ['providers'],
  opossum: ['providers'],
  'eventsource-parser': ['providers'],
  pg: ['database'],
  'rate-limiter-flexible': ['limits'],
  'node-pg-migrate': ['database'],
  'discord.js': ['discord'],
  '@discordjs/.+': ['discord'],
  'discord-api-types': ['discord', 'sandbox'],
  '@kubernetes/client-node': ['kubernetes'],
  express: ['ops', 'sandbox'],
  'prom-client': ['telemetry'],
  pino: ['telemetry'],
  '@opentelemetry/.+': ['telemetry'],
  undici: ['network'],
  ws: ['sandbox'],
}
