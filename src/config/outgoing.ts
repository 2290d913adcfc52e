import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { codeOf } from './directory.ts'
import type { Checked, Mistake } from './mistakes.ts'
import { mistakenVariable, type Variable, type Variables } from './variables.ts'

/** How this process reaches what isn't on this machine. */
export type Outgoing = {
  /** Null: directly. */
  httpsProxy: Proxy | null
  httpProxy: Proxy | null
  /** Hosts that are reached without a proxy, as host or host:port, with their subdomains. */
  direct: readonly string[]
  /** Certificates in PEM form of authorities that are trusted besides Node's own. */
  authorities: readonly string[]
}

export type Proxy = {
  /** The variable that says so. */
  name: string
  /** host:port, fit for a log. */
  host: string
  /** A function, so that no log or error can show its password by accident. */
  url: () => string
}

/** Reads the variables into types, and the certificates' file, which is looked for from `folder`. */
export const readOutgoing = async (variables: Variables, folder: string): Promise<Checked<Outgoing>> => {
  const https = readProxy('HTTPS_PROXY', variables)
  const http = readProxy('HTTP_PROXY', variables)
  const authorities = await readAuthorities(variables.get('NODE_EXTRA_CA_CERTS'), folder)
  const direct = namesIn(find('NO_PROXY', variables)?.variable.value ?? '')
  const none = direct.includes('*')
  return {
    value: {
      // Node's fetch sends https through HTTP_PROXY where that is the only one: so do all.
      httpsProxy: none ? null : (https.value ?? http.value),
      httpProxy: none ? null : http.value,
      direct,
      authorities: authorities.value,
    },
    mistakes: [...https.mistakes, ...http.mistakes, ...authorities.mistakes],
    warnings: [],
  }
}

/** In small letters the name goes first, as for curl. */
const find = (name: string, variables: Variables) =>
  [name.toLowerCase(), name].flatMap((name) => {
    const variable = variables.get(name)
    return variable ? [{ name, variable }] : []
  })[0]

const readProxy = (wanted: string, variables: Variables): Checked<Proxy | null> => {
  const found = find(wanted, variables)
  if (!found) return { value: null, mistakes: [], warnings: [] }
  const { name, variable } = found
  const url = URL.parse(variable.value.trim())
  const wrong = (found: string | undefined, allowed: string) => ({
    value: null,
    mistakes: [mistakenVariable(name, variable, allowed, found)],
    warnings: [],
  })
  if (!url || !/^https?:$/.test(url.protocol) || !/^https?:\/\//i.test(variable.value.trim()))
    return wrong(holdsAccount(variable), 'it must be like http://host:port or http://user:password@host:port')
  if (Boolean(url.username) !== Boolean(url.password) || !isDecodable(url.username + url.password))
    return wrong(
      'an address with an account that is not whole',
      'it must have both user and password, special characters as %XX, or neither',
    )
  const host = `${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`
  return { value: { name, host, url: () => url.href }, mistakes: [], warnings: [] }
}

const holdsAccount = ({ value }: Variable) =>
  value.includes('@') ? 'something else, with an account in it' : undefined

const isDecodable = (text: string) => {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

/** *.example.com, .example.com and example.com mean the same to all, or they would differ between Node's own parts. */
const namesIn = (list: string) =>
  list
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((entry) => entry.replace(/^\*?\./, '').toLowerCase())

const readAuthorities = async (
  variable: Variable | undefined,
  folder: string,
): Promise<Checked<readonly string[]>> => {
  if (!variable) return { value: [], mistakes: [], warnings: [] }
  const path = resolve(folder, variable.value.trim())
  const wrong = (found: string): Checked<readonly string[]> => {
    const mistake: Mistake = mistakenVariable('NODE_EXTRA_CA_CERTS', variable, certificatesNeeded, found)
    return { value: [], mistakes: [mistake], warnings: [] }
  }
  try {
    const text = await readFile(path, 'utf8')
    const certificates = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
    if (certificates.length === 0) return wrong(`${path}, a file without a certificate in it`)
    if (!certificates.every(isCertificate)) return wrong(`${path}, a file with a broken certificate in it`)
    return { value: certificates, mistakes: [], warnings: [] }
  } catch (error) {
    return wrong(`${path}, which can't be read (${codeOf(error)})`)
  }
}

const certificatesNeeded =
  'it must name a file with the certificates of authorities in PEM form (-----BEGIN CERTIFICATE-----), or be left out'

const isCertificate = (pem: string) => {
  try {
    return new X509Certificate(pem).raw.length > 0
  } catch {
    return false
  }
}
