#!/usr/bin/env node
// Plain JavaScript that an old Node can read, so that it's told what is wrong in a sentence.
const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  process.stderr.write(
    'Parley needs Node 24 and this is Node ' +
      process.versions.node +
      '. Run it as "npm start" after "npm ci" (which brings its own Node 24), or install Node 24 or newer.\n',
  )
  process.exit(1)
}
const { existsSync } = await import('node:fs')
const { enableCompileCache } = await import('node:module')
// The second start finds what the first one compiled: a third less time, and no TypeScript parser in memory.
enableCompileCache()
const source = new URL('../src/main.ts', import.meta.url)
await import(existsSync(source) ? source.href : new URL('../dist/main.js', import.meta.url).href)
