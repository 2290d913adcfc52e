import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { getCACertificates, rootCertificates, type ConnectionOptions } from 'node:tls'
import { ConfigurationError } from '../lib/errors.ts'

/** How a connection is protected: false is plain text. */
export type Encryption = false | ConnectionOptions

const modes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const
type Mode = (typeof modes)[number]

/** A value, and the name by which the operator knows it. */
type Named = { value: string | undefined; name: string }

/**
 * What libpq would try, in its order, for these values of sslmode and sslrootcert, where `home` may hold the
 * authority's certificate. Throws ConfigurationError that names the value that is wrong.
 */
export const encryptionsFor = (mode: Named, root: Named, home: string): readonly Encryption[] => {
  const system = root.value === 'system'
  const chosen = parseMode(mode, system ? 'verify-full' : 'prefer')
  // Any certificate authority vouches for anybody, so without the host's name it would prove nothing.
  if (system && chosen !== 'verify-full' && chosen !== 'disable') throw weakWithSystem(mode, root)
  const authorities = chosen === 'disable' ? null : readAuthorities(root, home)
  const lenient = authorities ? vouchedBy(authorities) : { rejectUnauthorized: false }
  const tries: Record<Mode, () => readonly Encryption[]> = {
    disable: () => [false],
    allow: () => [false, lenient],
    prefer: () => [lenient, false],
    require: () => [lenient],
    'verify-ca': () => [vouchedBy(needed(authorities, mode, root))],
    'verify-full': () => [{ ca: needed(authorities, mode, root) }],
  }
  return tries[chosen]()
}

const parseMode = ({ value, name }: Named, otherwise: Mode): Mode => {
  if (value === undefined) return otherwise
  const mode = modes.find((mode) => mode === value)
  if (mode) return mode
  throw new ConfigurationError('sslmode', `${name} is "${value}": it must be one of ${modes.join(', ')}.`)
}

const vouchedBy = (ca: readonly string[]): ConnectionOptions => ({
  ca: [...ca],
  checkServerIdentity: () => undefined,
})

const readAuthorities = ({ value, name }: Named, home: string): string[] | null => {
  if (value === 'system') return systemAuthorities()
  const file = value ?? join(home, '.postgresql', 'root.crt')
  if (value === undefined && !existsSync(file)) return null
  try {
    return [readFileSync(file, 'utf8')]
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    throw new ConfigurationError('sslrootcert', `${name} names a file that can't be read${reason}: ${file}`)
  }
}

// An image without the package ca-certificates has none of its own: then those that Node brings. NODE_EXTRA_CA_CERTS
// has added to what Node trusts.
const systemAuthorities = () => {
  const found = getCACertificates('system')
  const brought = new Set(rootCertificates.map((certificate) => certificate.trim()))
  const added = getCACertificates('default').filter((certificate) => !brought.has(certificate.trim()))
  return [...(found.length > 0 ? found : rootCertificates), ...added]
}

const needed = (authorities: string[] | null, mode: Named, root: Named) => {
  if (authorities) return authorities
  throw new ConfigurationError(
    'sslrootcert',
    `${mode.name} is "${mode.value}", which needs a certificate authority: set ${root.name} to its file, or to "system" for those of this machine.`,
  )
}

const weakWithSystem = (mode: Named, root: Named) =>
  new ConfigurationError(
    'sslmode',
    `${mode.name} is "${mode.value}", too weak for ${root.name} "system": leave it out or set it to verify-full.`,
  )
