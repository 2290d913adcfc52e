// Some registries mirror only the platforms that they serve. npm then leaves a package's other platforms out of the
// lock file, and refuses that lock file at the next `npm ci`. This names them there, by version, os and cpu: they are
// installed where they fit and nowhere else. Run it after `npm install` if `npm ci` says "Missing: … from lock file".
import { readFile, writeFile } from 'node:fs/promises'

type Locked = {
  version?: string
  dev?: boolean
  optional?: boolean
  optionalDependencies?: Record<string, string>
  os?: string[]
  cpu?: string[]
  libc?: string[]
}
type Lock = { packages: Record<string, Locked> }

const systems = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
  'aix',
]
const processors = [
  'arm64',
  'arm',
  'x64',
  'ia32',
  'ppc64',
  'riscv64',
  's390x',
  'loong64',
  'mips64el',
  'wasm32',
]

const platformOf = (name: string): Locked => {
  const words = name.split('/').at(-1)?.split('-') ?? []
  const os = systems.filter((system) => words.includes(system))
  const cpu = processors.filter((processor) => words.includes(processor))
  const libc = words.some((word) => word.startsWith('musl'))
    ? ['musl']
    : words.some((word) => word.startsWith('gnu'))
      ? ['glibc']
      : []
  return {
    ...(cpu.length > 0 && { cpu }),
    ...(libc.length > 0 && { libc }),
    optional: true,
    ...(os.length > 0 && { os }),
  }
}

// npm writes this file, and is trusted with its shape.
const lock: Lock = JSON.parse(await readFile('package-lock.json', 'utf8'))
const missing = Object.values(lock.packages).flatMap(({ dev, optionalDependencies = {} }) =>
  Object.entries(optionalDependencies)
    .filter(([name]) => !lock.packages[`node_modules/${name}`])
    .map(
      ([name, version]) =>
        [`node_modules/${name}`, { version, ...(dev && { dev }), ...platformOf(name) }] as const,
    ),
)
const packages = Object.entries({ ...lock.packages, ...Object.fromEntries(missing) })
packages.sort(([one], [other]) => (one < other ? -1 : 1))
await writeFile(
  'package-lock.json',
  `${JSON.stringify({ ...lock, packages: Object.fromEntries(packages) }, null, 2)}\n`,
)
process.stdout.write(`${missing.length} platform packages added\n`)
