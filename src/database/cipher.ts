import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto'
import type { EncryptionKeys } from '../config/encryption.ts'
import type { Logger } from '../telemetry/log.ts'

/** Protects what people write where it is stored. Each text belongs to its place (`messages/ID/user`) and opens there only. */
export type Cipher = {
  seal(text: string, place: string): string
  /** Null: its key is missing, or it was tampered with. The operator is told once; the text stays where it is. */
  open(stored: string, place: string): string | null
}

/** Writes with the current key and reads with all. Without a current one, what is written is the text itself. */
export const createCipher = ({ current, older }: EncryptionKeys, log: Logger): Cipher => {
  const keys = [...older, ...(current ? [current] : [])]
  const byId = new Map(keys.map(({ bytes }) => [keyId(bytes), bytes]))
  const told = new Set<string>()
  const tell = (fields: { key: string }, sentence: string) => {
    if (told.has(fields.key + sentence)) return null
    told.add(fields.key + sentence)
    log.error(fields, sentence)
    return null
  }
  return {
    seal(text, place) {
      if (!current) return text.startsWith(MARK) ? `${PLAIN}${text}` : text
      return `${MARK}1/${keyId(current.bytes)}/${encrypt(text, current.bytes, place).toString('base64url')}`
    },
    open(stored, place) {
      if (!stored.startsWith(MARK)) return stored
      if (stored.startsWith(PLAIN)) return stored.slice(PLAIN.length)
      const [, version, key = '', sealed = ''] = stored.split('/')
      const bytes = version === '1' ? byId.get(key) : undefined
      if (!bytes) return tell({ key }, MISSING)
      return decrypt(Buffer.from(sealed, 'base64url'), bytes, place) ?? tell({ key }, DAMAGED)
    },
  }
}

/** By what a stored text says which key it needs; tells nothing about the key itself. */
const keyId = (key: Buffer) => createHash('sha256').update('parley key').update(key).digest('hex').slice(0, 8)

/** For what must be recognized again, and not be read: an id after its person was erased, a text that was refused. */
export const createKeyedHash = (secret: string | Buffer) => {
  const key = createHmac('sha256', secret).update('parley keyed hash').digest()
  return (value: string) => createHmac('sha256', key).update(value).digest('hex').slice(0, 32)
}

/** What somebody writes may begin with the mark, too: then it is stored behind another one. */
const MARK = 'sealed/'
const PLAIN = `${MARK}0/`

const MISSING =
  'Stored texts are encrypted with a key that is not there: set it as PARLEY_ENCRYPTION_KEY_1 (or _2 …) and restart. Until then they are left out of prompts and exports; nothing of them is lost.'
const DAMAGED =
  'A stored text does not open with its key: it was changed or moved in the database. It is left out of prompts and exports.'

const NONCE = 12
const TAG = 16

const encrypt = (text: string, key: Buffer, place: string) => {
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place))
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
}

const decrypt = (sealed: Buffer, key: Buffer, place: string): string | null => {
  if (sealed.length < NONCE + TAG) return null
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE), { authTagLength: TAG })
  decipher.setAAD(Buffer.from(place)).setAuthTag(sealed.subarray(-TAG))
  try {
    return decipher.update(sealed.subarray(NONCE, -TAG), undefined, 'utf8') + decipher.final('utf8')
  } catch {
    return null
  }
}
