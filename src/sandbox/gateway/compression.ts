import { promisify } from 'node:util'
import { constants, createDeflate, createZstdCompress, deflate } from 'node:zlib'

export type Transport = 'none' | 'zlib-stream' | 'zstd-stream'

/** Packs one payload; payloads must be packed one after the other, since a stream's context runs through them. */
export type Packer = { pack(text: string): Promise<string | Buffer>; close(): void }

export const createPacker = (transport: Transport): Packer => {
  switch (transport) {
    case 'none':
      return { pack: async (text) => text, close() {} }
    case 'zlib-stream':
      return streamed(createDeflate(), constants.Z_SYNC_FLUSH)
    case 'zstd-stream':
      return streamed(createZstdCompress(), constants.ZSTD_e_flush)
  }
}

/** For a client that asked for it in IDENTIFY: each payload is deflated by itself. */
export const createPayloadPacker = (): Packer => ({ pack: promisify<string, Buffer>(deflate), close() {} })

const streamed = (
  stream: ReturnType<typeof createDeflate> | ReturnType<typeof createZstdCompress>,
  flush: number,
) => {
  const parts: Buffer[] = []
  stream.on('data', (part: Buffer) => void parts.push(part))
  return {
    pack: (text: string) =>
      new Promise<Buffer>((resolve, reject) => {
        stream.once('error', reject)
        stream.write(text)
        stream.flush(flush, () => {
          stream.off('error', reject)
          resolve(Buffer.concat(parts.splice(0)))
        })
      }),
    close: () => void stream.destroy(),
  }
}
