import { BlockList, isIP } from 'node:net'

/** Whether a host is reached without a proxy. An IPv6 address comes without brackets. */
export type IsDirect = (hostname: string, port: number) => boolean

/**
 * NO_PROXY as curl reads it: names stand for themselves and what is below them, with a leading dot or `*.` or without;
 * addresses and networks (10.0.0.0/8) for themselves; `*` for everything; each may be followed by a port. This machine
 * is always direct. Returns the first entry that makes no sense instead.
 */
export const parseNoProxy = (text: string): IsDirect | { senseless: string } => {
  const rules: IsDirect[] = [isLoopback]
  for (const entry of text.split(/[\s,]+/).filter(Boolean)) {
    const rule = ruleOf(entry.toLowerCase())
    if (rule === null) return { senseless: entry }
    rules.push(rule)
  }
  return (hostname, port) => rules.some((rule) => rule(hostname.toLowerCase(), port))
}

const ruleOf = (entry: string): IsDirect | null => {
  if (entry === '*') return () => true
  if (entry.includes('/')) return networkRule(entry)
  const [, bracketed, plain, port] = /^(?:\[(.+)\]|([^:]+|.*:.*:.*?))(?::(\d+))?$/.exec(entry) ?? []
  const host = (bracketed ?? plain ?? '').replace(/^\*?\./, '')
  if (!/^[\w.:-]+$/.test(host)) return null
  const suffix = isIP(host) ? null : `.${host}`
  return (hostname, to) =>
    (hostname === host || (suffix !== null && hostname.endsWith(suffix))) &&
    (port === undefined || Number(port) === to)
}

const networkRule = (entry: string): IsDirect | null => {
  const [address = '', length] = entry.split('/')
  const network = new BlockList()
  try {
    network.addSubnet(address, Number(length), familyOf(address))
  } catch {
    return null
  }
  return (hostname) => isIP(hostname) !== 0 && network.check(hostname, familyOf(hostname))
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8)
loopback.addAddress('::1', 'ipv6')

const isLoopback: IsDirect = (hostname) =>
  isIP(hostname) === 0
    ? hostname === 'localhost' || hostname.endsWith('.localhost')
    : loopback.check(hostname, familyOf(hostname))

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4')
