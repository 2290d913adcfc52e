import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The chat page's files, ready to be served. */
export type PageFiles = { html: string; script: string; style: string; icon: string }

const folder = join(import.meta.dirname, 'page')

/** A build has them bundled already; in a checkout esbuild makes them, in memory and in well under a second. */
export const loadPage = async (): Promise<PageFiles> => {
  const [html, icon, bundle] = await Promise.all([
    readFile(join(folder, 'index.html'), 'utf8'),
    readFile(join(folder, 'icon.svg'), 'utf8'),
    readBundle().then((built) => built ?? bundlePage(folder)),
  ])
  return { html, icon, ...bundle }
}

type Bundle = Pick<PageFiles, 'script' | 'style'>

const readBundle = async (): Promise<Bundle | undefined> => {
  try {
    const [script, style] = await Promise.all([
      readFile(join(folder, 'app.js'), 'utf8'),
      readFile(join(folder, 'app.css'), 'utf8'),
    ])
    return { script, style }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Bundles the page whose sources are in `from`. */
export const bundlePage = async (from: string): Promise<Bundle> => {
  const { build, stop } = await import('esbuild')
  try {
    const { outputFiles } = await build({
      entryPoints: { app: join(from, 'main.ts') },
      outdir: from,
      bundle: true,
      write: false,
      minify: true,
      format: 'esm',
      target: 'es2024',
      legalComments: 'none',
      logLevel: 'silent',
    })
    const text = (extension: string) => outputFiles.find(({ path }) => path.endsWith(extension))?.text ?? ''
    return { script: text('.js'), style: text('.css') }
  } finally {
    // esbuild's helper process would stay for as long as the bot runs.
    await stop()
  }
}
