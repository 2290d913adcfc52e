/** More than anybody has keys; bounds what rotated keys leave behind. */
const limit = 32

/** One SDK client a key, made when first needed. The longest kept goes first. */
export const createClients = <Client>(create: (key: string) => Promise<Client>) => {
  const clients = new Map<string, Promise<Client>>()
  return (key: string): Promise<Client> => {
    const kept = clients.get(key)
    if (kept) return kept
    const [oldest] = clients.keys()
    if (oldest !== undefined && clients.size >= limit) clients.delete(oldest)
    const client = create(key)
    clients.set(key, client)
    return client
  }
}
