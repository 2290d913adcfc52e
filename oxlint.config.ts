import { readdirSync } from 'node:fs'
import { defineConfig, type OxlintOverride } from 'oxlint'
import { layers, sdkHomes, typesOnly } from './layers.ts'

const folders = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory())
const homeless = folders.map((folder) => folder.name).filter((name) => !(name in layers))
if (homeless.length > 0) throw new Error(`layers.ts has no row for src/${homeless.join(', src/')}`)

const detours = {
  regex: String.raw`(^\./|[^./]/)\.\./`,
  message: 'write the shortest relative path, so that the walls can read it',
}

const otherClocks = {
  regex: '^(node:)?timers',
  message: 'time comes from Clock: lib/clock.ts alone reads the real one',
}

const homesOf = (module: string) =>
  Object.entries(sdkHomes)
    .filter(([, homes]) => !homes.includes(module))
    .map(([sdk, homes]) => ({
      regex: `^${sdk}(/|$)`,
      message: `${sdk.replace('.+', '*')} has its home in src/${homes.join(' and src/')}`,
    }))

const wallsOf = (module: string, also: readonly string[] = []) =>
  Object.keys(layers)
    .filter((other) => other !== module && !also.includes(other))
    .filter((other) => !layers[module]!.includes(other) || typesOnly[module]?.includes(other))
    .map((other) => ({
      regex: `^(\\.\\./)+${other}/`,
      allowTypeImports: typesOnly[module]?.includes(other) ?? false,
      message: `${module} may not import ${other}: see layers.ts`,
    }))

const walls = (
  module: string,
  files: string[],
  also: readonly string[] = [],
  homes = homesOf(module),
): OxlintOverride => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      { patterns: [detours, ...homes, ...wallsOf(module, also), ...(module === 'lib' ? [] : [otherClocks])] },
    ],
  },
})

export default defineConfig({
  plugins: ['typescript', 'import', 'promise', 'unicorn', 'oxc'],
  options: { typeAware: true },
  categories: { correctness: 'error', suspicious: 'error' },
  ignorePatterns: ['dist', 'node_modules'],
  rules: {
    'import/no-cycle': ['error', { ignoreTypes: false }],
    'typescript/consistent-type-imports': ['error', { disallowTypeAnnotations: true }],
    'typescript/no-explicit-any': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/switch-exhaustiveness-check': 'error',
    // tsc knows better: it sees that a switch without a return behind it is exhaustive.
    'typescript/consistent-return': 'off',
    'typescript/no-unnecessary-type-parameters': 'off',
    'no-console': 'error',
    // No method here has a `this`: what has state is a closure.
    'typescript/unbound-method': 'off',
    'no-await-in-loop': 'off',
    'no-shadow': 'off',
    'no-underscore-dangle': 'off',
    'unicorn/no-array-sort': 'off',
    'unicorn/no-array-reverse': 'off',
    'promise/always-return': 'off',
    'import/no-named-as-default-member': 'off',
    'oxc/no-async-endpoint-handlers': 'off', // express 5 hands what they reject with on
  },
  overrides: [
    ...Object.keys(layers).map((module) => walls(module, [`src/${module}/**/*.ts`])),
    ...Object.keys(layers).map((module) => walls(module, [`src/${module}/**/*.test.ts`], ['sandbox'], [])),
    {
      files: ['src/**/*.ts'],
      rules: {
        'no-restricted-globals': [
          'error',
          { name: 'setTimeout', message: otherClocks.message },
          { name: 'setInterval', message: otherClocks.message },
        ],
        'no-restricted-properties': [
          'error',
          { object: 'Date', property: 'now', message: otherClocks.message },
          { object: 'performance', property: 'now', message: otherClocks.message },
          { object: 'AbortSignal', property: 'timeout', message: otherClocks.message },
        ],
      },
    },
    {
      files: ['src/lib/clock.ts', 'src/**/*.test.ts', 'src/sandbox/page/**'],
      rules: { 'no-restricted-globals': 'off', 'no-restricted-properties': 'off' },
    },
    {
      // Custom elements and style sheets are there once they are imported.
      files: ['src/sandbox/page/**'],
      rules: { 'import/no-unassigned-import': 'off' },
    },
  ],
})
