import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const rootPath = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

/** The bot as servers run it, compiled; and as a checkout runs it, where types are stripped at each start. */
export const scripts = { compiled: rootPath('dist/main.js'), source: rootPath('bin/parley.js') }

export const isCompiled = () => existsSync(scripts.compiled)

/** What Node is started with: whatever `npm start` starts it with. */
export const nodeFlags = (): string[] => {
  const { scripts }: { scripts: { start: string } } = JSON.parse(
    readFileSync(rootPath('package.json'), 'utf8'),
  )
  return scripts.start.split(' ').filter((word) => word.startsWith('--'))
}
