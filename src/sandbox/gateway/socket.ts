import type { RawData, WebSocket } from 'ws'
import { createPacker, createPayloadPacker, type Transport } from './compression.ts'
import type { Outlet } from './session.ts'

/** A WebSocket as the gateway speaks it: text payloads in order, packed as the client asked. */
export type GatewaySocket = Outlet & {
  /** From here on each payload is deflated, unless the whole transport is compressed. */
  compressPayloads(): void
  /** Cuts the line without a close frame. */
  reset(): void
}

export const createGatewaySocket = (socket: WebSocket, transport: Transport): GatewaySocket => {
  let packer = createPacker(transport)
  let compressed = transport !== 'none'
  let waiting: Promise<void> = Promise.resolve()
  const inOrder = (step: () => Promise<void> | void) => {
    waiting = waiting.then(step).catch(() => socket.terminate())
  }
  socket.once('close', () => packer.close())
  return {
    send(text) {
      if (compressed) inOrder(async () => socket.send(await packer.pack(text)))
      else socket.send(text)
    },
    close: (code, reason) => inOrder(() => socket.close(code, reason)),
    reset: () => socket.terminate(),
    compressPayloads() {
      if (compressed) return
      compressed = true
      packer = createPayloadPacker()
    },
  }
}

export const textOf = (data: RawData) => {
  if (Array.isArray(data)) return Buffer.concat(data).toString()
  return (data instanceof ArrayBuffer ? Buffer.from(data) : data).toString()
}
