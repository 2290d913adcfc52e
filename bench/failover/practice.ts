import type { FaultSpec } from '../../src/sandbox/practice/fault-spec.ts'
import { startBenchRouter, type RouterSettings } from '../parley.ts'

export const protocols = ['groq', 'gemini', 'openai'] as const
export type Protocol = (typeof protocols)[number]

/** The practice provider in the other process, told over HTTP what it shall do: docs/practice-provider.md. */
export const connectPractice = (url: string) => {
  const control = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${url}/practice/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    const said = await response.text()
    if (!response.ok) throw new Error(`The practice provider says ${said}`)
    return said
  }
  const addresses: Record<Protocol, string> = {
    groq: `${url}/practice/groq`,
    gemini: `${url}/practice/gemini`,
    openai: `${url}/practice/openai/v1`,
  }
  return {
    /** From now on, until what it returns is called. */
    async fail(provider: Protocol, fault: FaultSpec) {
      const added = await control('POST', 'faults', { ...fault, provider, times: 'always' })
      const { id }: { id: string } = JSON.parse(added)
      return () => control('DELETE', `faults/${id}`)
    },
    healAll: () => control('DELETE', 'faults'),
    setPace: (pace: { first_token_ms: number; chunk_ms: number }) => control('PATCH', 'settings', pace),
    /** A router that has seen nothing yet and prefers the providers in this order. */
    startRouter: (
      priority: readonly Protocol[],
      { providers, ...settings }: Omit<RouterSettings, 'providers'> & { providers?: ProviderSettings } = {},
    ) => {
      const practising = protocols.map((name) => {
        return [name, { model: models[name], base_url: addresses[name], ...providers?.[name] }] as const
      })
      return startBenchRouter({ ...settings, providers: { priority, ...Object.fromEntries(practising) } })
    },
  }
}

type ProviderSettings = { [name in Protocol]?: { model?: string; base_url?: string } }

export type Practice = ReturnType<typeof connectPractice>

export const models: Record<Protocol, string> = {
  groq: 'openai/gpt-oss-120b',
  gemini: 'gemini-2.5-flash',
  openai: 'gpt-4.1-mini',
}
