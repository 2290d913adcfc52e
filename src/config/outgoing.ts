import { readAuthorities } from './authorities.ts'
import type { Checked, Mistake } from './mistakes.ts'
import { parseNoProxy, type IsDirect } from './no-proxy.ts'
import { mistakenVariable, type Variable, type Variables } from './variables.ts'

/** How this process reaches what isn't on this machine. */
export type Outgoing = {
  /** For https and wss; null: there's none. */
  httpsProxy: ProxyServer | null
  /** For http and ws. */
  httpProxy: ProxyServer | null
  /** Whom to reach without them. */
  isDirect: IsDirect
  /** Certificates in PEM form of authorities that are trusted besides Node's own. */
  authorities: readonly string[]
}

export type ProxyServer = {
  /** The variable that names it. */
  variable: string
  /** host:port, fit for a log. */
  address: string
  /** A function, so that no log or error can show its password by accident. */
  url: () => URL
}

/** Reads the variables into types, and the file of authorities, which is looked for from `folder`. */
export const readOutgoing = async (variables: Variables, folder: string): Promise<Checked<Outgoing>> => {
  const mistakes: Mistake[] = []
  const find = (upper: string) => {
    // In small letters goes first, as for curl.
    const name = variables.has(upper.toLowerCase()) ? upper.toLowerCase() : upper
    const variable = variables.get(name)
    return variable && { name, variable }
  }
  const proxy = (upper: string): ProxyServer | null => {
    const found = find(upper)
    if (!found) return null
    const url = parseProxy(found.variable.value.trim())
    if (!url)
      mistakes.push(mistakenVariable(found.name, found.variable, proxyNeeded, shownProxy(found.variable)))
    return url && { variable: found.name, address: addressOf(url), url: () => url }
  }
  const direct = (): IsDirect => {
    const found = find('NO_PROXY')
    const isDirect = parseNoProxy(found?.variable.value ?? '')
    if (typeof isDirect === 'function') return isDirect
    const { senseless } = isDirect
    if (found)
      mistakes.push(
        mistakenVariable(found.name, found.variable, hostsNeeded, `a list with ${senseless} in it`),
      )
    return () => false
  }
  const httpProxy = proxy('HTTP_PROXY')
  const authorities = await readAuthorities(variables.get('NODE_EXTRA_CA_CERTS'), folder)
  const value = {
    httpsProxy: proxy('HTTPS_PROXY') ?? httpProxy,
    httpProxy,
    isDirect: direct(),
    authorities: authorities.value,
  }
  return { value, mistakes: [...mistakes, ...authorities.mistakes], warnings: [] }
}

const parseProxy = (text: string): URL | null => {
  const url = /^https?:\/\//i.test(text) ? URL.parse(text) : null
  try {
    decodeURIComponent(`${url?.username}:${url?.password}`)
    return url
  } catch {
    return null
  }
}

const addressOf = ({ hostname, port, protocol }: URL) =>
  `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`

const shownProxy = ({ value }: Variable) =>
  value.includes('@') ? 'something with a user in it that is not such an address' : undefined

const proxyNeeded =
  "it must be a proxy's address such as http://proxy.example.com:3128 or http://user:password@proxy.example.com:3128, with special characters of the password as %XX"

const hostsNeeded =
  'it must be hosts with commas between them: example.com, 10.0.0.7, 10.0.0.0/8, each but a network with a port behind a colon if need be, or *'
