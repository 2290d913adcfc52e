// What nothing can be quicker than: ws and JSON.parse, with as much of the gateway's protocol as it takes to be served.
import { WebSocket } from 'ws'

type Payload = { op: number; s: number | null }

const [, , url] = process.argv
const socket = new WebSocket(url ?? '', { perMessageDeflate: false })
let sequence: number | null = null
socket.on('message', (data: Buffer) => {
  const { op, s }: Payload = JSON.parse(data.toString())
  sequence = s ?? sequence
  if (op === 10) socket.send(JSON.stringify({ op: 2, d: {} }))
  if (op === 1) socket.send(JSON.stringify({ op: 1, d: sequence }))
})
