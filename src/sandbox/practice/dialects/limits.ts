/** How much is left of a minute's limits after one request of so many tokens. */
export const limitHeaders = (limits: { requests: number; tokens: number }, tokens: number) => ({
  'x-ratelimit-limit-requests': String(limits.requests),
  'x-ratelimit-remaining-requests': String(limits.requests - 1),
  'x-ratelimit-reset-requests': duration(60 / limits.requests),
  'x-ratelimit-limit-tokens': String(limits.tokens),
  'x-ratelimit-remaining-tokens': String(Math.max(0, limits.tokens - tokens)),
  'x-ratelimit-reset-tokens': duration((60 * Math.min(tokens, limits.tokens)) / limits.tokens),
})

/** A limit that is reached: how long until it isn't is said in one header, in the other, in both or in neither. */
export const limitedHeaders = (retryAfter: number | null, resetAfter: number | null) => ({
  ...(retryAfter !== null && { 'retry-after': String(Math.ceil(retryAfter)) }),
  ...(resetAfter !== null && {
    'x-ratelimit-remaining-requests': '0',
    'x-ratelimit-reset-requests': duration(resetAfter),
  }),
})

/** As OpenAI and Groq write a time: 6ms, 7.66s, 1m26.4s. */
const duration = (seconds: number) => {
  if (seconds < 1) return `${Math.round(seconds * 1000)}ms`
  const rest = `${Number((seconds % 60).toFixed(2))}s`
  return seconds < 60 ? rest : `${Math.floor(seconds / 60)}m${rest}`
}
