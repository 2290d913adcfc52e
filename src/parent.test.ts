import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

test.each([
  ['the script', 'node script.ts'],
  ['a script that is watched, and its watcher', 'node --watch script.ts'],
])('npm’s end is the end of %s', async (_, command) => {
  await using stack = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'parley-npm-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'package.json'), JSON.stringify({ scripts: { run: command } }))
  await writeFile(join(folder, 'script.ts'), script)

  const env = { ...process.env, PATH: [dirname(process.execPath), process.env['PATH']].join(':') }
  const npm = spawn('npm', ['run', '--silent', 'run'], { cwd: folder, env, detached: true })
  stack.defer(() => killGroup(npm.pid!))
  const [said] = await once(npm.stdout, 'data')
  expect(String(said)).toContain('started')
  npm.kill('SIGTERM')
  // Open for as long as any of them lives.
  await once(npm.stdout.resume(), 'end', { signal: AbortSignal.timeout(4000) })
})

const script = `
import { parentEnded } from '${join(import.meta.dirname, 'parent.ts')}'
import { systemClock } from '${join(import.meta.dirname, 'lib/clock.ts')}'
setTimeout(() => console.log('started'))
await parentEnded(process.env, systemClock, new AbortController().signal)
process.exit()
`

const killGroup = (leader: number) => {
  try {
    process.kill(-leader, 'SIGKILL')
  } catch {
    // All have ended.
  }
}
