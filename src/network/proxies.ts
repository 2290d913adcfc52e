import http from 'node:http'
import https from 'node:https'
import type { Outgoing } from '../config/outgoing.ts'

/** What is on this machine (the sandbox, a model's server) is never asked for at a proxy. */
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]', '::1']

/** Sends fetch, undici's requests and what goes through Node's own agents through the proxies. */
export const useProxies = ({ httpsProxy, httpProxy, direct }: Outgoing): AsyncDisposable => {
  const names = [...direct, ...LOOPBACK]
  const restore = http.setGlobalProxyFromEnv({
    ...(httpsProxy && { https_proxy: httpsProxy.url() }),
    ...(httpProxy && { http_proxy: httpProxy.url() }),
    // Node's agents take a bare name for that one host, and undici for its subdomains, too.
    no_proxy: names.flatMap((name) => [name, `.${name}`]).join(','),
  })
  const dispatcher = globalDispatcher()
  const agents = new Set([http.globalAgent, https.globalAgent])
  return {
    async [Symbol.asyncDispose]() {
      restore()
      agents.delete(http.globalAgent)
      agents.delete(https.globalAgent)
      for (const agent of agents) agent.destroy()
      // A proxy that doesn't answer would keep the process alive for minutes.
      await dispatcher?.destroy()
    },
  }
}

/** Node's fetch and every undici that is installed share it; it can't be had otherwise. */
const globalDispatcher = (): { destroy(): Promise<void> } | undefined =>
  Reflect.get(globalThis, Symbol.for('undici.globalDispatcher.1'))
