// What tsc leaves behind in src although the app needs it: SQL and what is served to browsers.
import { cp, glob } from 'node:fs/promises'
import { join } from 'node:path'

for await (const asset of glob('**/*.{sql,html,css,svg,png,ico}', { cwd: 'src' })) {
  await cp(join('src', asset), join('dist', asset))
}
