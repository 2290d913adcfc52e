import { once } from 'node:events'
import type { Response } from 'express'
import type { Clock } from '../../lib/clock.ts'
import type { Step } from './script.ts'

/** Plays a script on a response whose headers are set; stops at once when the signal aborts. */
export const play = async (steps: Iterable<Step>, response: Response, clock: Clock, signal: AbortSignal) => {
  response.flushHeaders()
  for (const step of steps) {
    signal.throwIfAborted()
    switch (step.is) {
      case 'send':
        if (!response.write(step.text)) await once(response, 'drain', { signal })
        break
      case 'wait':
        await pause(clock, step.ms, signal)
        break
      case 'silence':
        return silence(signal)
      case 'destroy':
        return destroyWhenSent(response)
    }
  }
  response.end()
}

/** Nothing is not waited for at all: at pace 0 no timer is in the way. */
export const pause = async (clock: Clock, ms: number, signal: AbortSignal) => {
  if (ms > 0) await clock.sleep(ms, signal)
}

/** Until the other side has enough of it. */
export const silence = async (signal: AbortSignal) => {
  if (!signal.aborted) await once(signal, 'abort')
}

const destroyWhenSent = (response: Response) =>
  new Promise<void>((resolve) => {
    const { socket } = response
    if (!socket) return resolve()
    socket.write('', () => {
      socket.destroy()
      resolve()
    })
  })
