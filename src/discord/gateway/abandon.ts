import { EventEmitter } from 'node:events'
import type { WebSocketShard } from '@discordjs/ws'

/**
 * To be called before a shard is destroyed for good; disposing it ends what is left of its connection. One that is
 * still being made the library would leave to itself: a failure, which nobody hears any more, would end the process,
 * and a success would keep it from ending.
 */
export const abandonConnection = (shard: WebSocketShard): Disposable => {
  // The library has no other way to it.
  const connection: unknown = Reflect.get(shard, 'connection')
  if (!isConnection(connection)) return { [Symbol.dispose]: () => {} }
  connection.on('error', () => {})
  return { [Symbol.dispose]: () => connection.terminate() }
}

const isConnection = (value: unknown): value is EventEmitter & { terminate(): void } =>
  value instanceof EventEmitter && 'terminate' in value
