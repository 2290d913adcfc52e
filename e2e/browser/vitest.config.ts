import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.test.ts'],
    reporters: process.env.CI
      ? ['default', ['json', { outputFile: '../../test-results/browser.json' }]]
      : ['default'],
    // One browser at a time: two cores serve it, the bot and its database.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } },
  },
})
