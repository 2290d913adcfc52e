import type { ProviderSettings } from '../../config/sections/providers.ts'
import type { Sampling } from '../contract.ts'

type Body = ProviderSettings['body']

/** The provider's settings as a prompt wants them; where the operator's own fields say something else, they count. */
export const sampled = (
  settings: ProviderSettings,
  sampling: Sampling | undefined,
  model: string,
): ProviderSettings => {
  if (!sampling) return settings
  const { temperature, maxOutputTokens = Infinity } = sampling
  const limit = Math.max(1, Math.floor(maxOutputTokens))
  return {
    ...settings,
    ...(temperature !== undefined && takesTemperature(model) && { temperature: clamp(temperature) }),
    max_output_tokens: Math.min(settings.max_output_tokens, limit),
    body: lowered(settings.body, limit),
  }
}

/** What an answer may come to at most, in tokens. */
export const outputLimitOf = ({ body, max_output_tokens }: ProviderSettings): number =>
  Math.max(max_output_tokens, ...limitsIn(body), ...limitsIn(body['generationConfig']))

/** Wherever the operator's own fields hold a limit, theirs is the one that counts. */
const lowered = (body: Body, limit: number): Body =>
  Object.fromEntries(
    Object.entries(body).map(([name, value]) => {
      if (name === 'generationConfig' && isBody(value)) return [name, lowered(value, limit)]
      return [name, isLimit(name) && typeof value === 'number' ? Math.min(value, limit) : value]
    }),
  )

const limitsIn = (body: Body[string] | undefined): number[] =>
  isBody(body)
    ? Object.entries(body).flatMap(([name, value]) =>
        isLimit(name) && typeof value === 'number' ? value : [],
      )
    : []

const isLimit = (name: string) => /^(max_tokens|max_completion_tokens|maxOutputTokens)$/.test(name)

const isBody = (value: Body[string] | undefined): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** OpenAI's reasoning models refuse any temperature but their own. */
const takesTemperature = (model: string) => !/(^|\/)(gpt-[5-9]|o\d)/.test(model)

const clamp = (temperature: number) => Math.min(2, Math.max(0, temperature))
