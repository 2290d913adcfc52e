/**
 * The fetch below an SDK: sends no header but the protocol's and the operator's, since SDKs add telemetry and read
 * further headers from environment variables of their own.
 */
export const createFetch = (operatorHeaders: Record<string, string>) => {
  const sent = ['accept', 'authorization', 'content-type', 'user-agent', ...Object.keys(operatorHeaders)]
  return (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const given = new Headers(init?.headers)
    const headers = sent.flatMap((name): [string, string][] => {
      const value = given.get(name)
      return value === null ? [] : [[name, value]]
    })
    return fetch(url, { ...init, headers, redirect: 'manual' })
  }
}
