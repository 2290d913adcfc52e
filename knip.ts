import type { KnipConfig } from 'knip'

export default {
  entry: [
    'src/sandbox/page/main.ts',
    'bench/bare-client.ts',
    'bench/*/process.ts',
    'test/**/*.test.ts',
    'e2e/**/*.test.ts',
    'scripts/*.ts',
  ],
  project: ['**/*.ts'],
  ignoreExportsUsedInFile: { type: true, interface: true },
} satisfies KnipConfig
