import { once } from 'node:events'
import { createServer } from 'node:http'
import express from 'express'
import { createPracticeProvider, type PracticeOptions, type PracticeProvider } from './practice-provider.ts'

export type RunningPracticeProvider = AsyncDisposable &
  Omit<PracticeProvider, 'router' | 'baseUrls'> & {
    url: string
    baseUrls: ReturnType<PracticeProvider['baseUrls']>
  }

/** On a server of its own on loopback; port 0 is any free one. */
export const startPracticeProvider = async ({
  port,
  ...options
}: PracticeOptions & { port: number }): Promise<RunningPracticeProvider> => {
  const { router, baseUrls, ...provider } = createPracticeProvider(options)
  const server = createServer(express().disable('x-powered-by').use(router))
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('the server has no port')
  const url = `http://127.0.0.1:${address.port}`
  return {
    ...provider,
    url,
    baseUrls: baseUrls(url),
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
