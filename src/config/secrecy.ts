/** Whether a key asks for a secret, by its name. In a request's body and the data in it, more names are harmless. */
export const namesSecret = (key: string, where: 'settings' | 'headers' | 'body' | 'data'): boolean => {
  const words = key
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
  const last = words.at(-1) ?? ''
  if (always.test(words.join(''))) return true
  if (where === 'data') return false
  if (where === 'body') return words.length === 1 && ['key', 'token'].includes(last)
  return ['key', 'keys', 'token'].includes(last) || (where === 'headers' && last === 'cookie')
}

/** Whether a text looks like a credential: the shapes of providers' keys and Discord's tokens, or a URL with one. */
export const looksSecret = (text: string): boolean => shapes.test(text) || urlHoldsSecret(text)

/** Where a secret of this name belongs. */
export const homeOfSecret = (path: readonly (string | number)[]): string => {
  const [section, provider] = path
  const name = path.join('_').toLowerCase()
  if (section === 'providers' && path.length > 2) return `${environmentName(String(provider))}_API_KEY`
  const known = ['groq', 'gemini', 'openai'].find((provider) => name.includes(provider))
  if (known) return environmentName(`${known}_api_key`)
  if (/discord|bot|token/.test(name)) return 'DISCORD_TOKEN'
  return /database|postgres|pg|password/.test(name) ? 'DATABASE_URL' : 'a variable'
}

/** `my-ollama` → `MY_OLLAMA` */
export const environmentName = (name: string): string => name.toUpperCase().replaceAll('-', '_')

const always =
  /apikey|accesskey|privatekey|secret|password|passwd|passphrase|authorization|bearer|credential|(access|auth|bot|discord)token/

const shapes =
  /\b(sk-[\w-]{16,}|(gsk|xai|hf|ghp|pplx)[_-]\w{16,}|AIza[\w-]{30,}|eyJ[\w-]{20,})|\b[\w-]{23,32}\.[\w-]{6,7}\.[\w-]{27,}|\bBearer\s+\S{8,}/

const urlHoldsSecret = (text: string) =>
  /^[a-z][a-z0-9+.-]*:\/\/[^/\s]*@/i.test(text) || /^\S+[?&](api_?)?(key|token)=\S/i.test(text)
