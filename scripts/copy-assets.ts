// What tsc leaves behind in src although the app needs it: SQL, and what is served to browsers.
import { cp, glob, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { bundlePage } from '../src/sandbox/bundle-page.ts'

for await (const asset of glob('**/*.{sql,html,svg}', { cwd: 'src' })) {
  await mkdir(dirname(join('dist', asset)), { recursive: true })
  await cp(join('src', asset), join('dist', asset))
}

const { script, style } = await bundlePage('src/sandbox/page')
await writeFile('dist/sandbox/page/app.js', script)
await writeFile('dist/sandbox/page/app.css', style)
