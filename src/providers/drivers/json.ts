/** What providers send is read without trusting its shape: what isn't as it should be isn't there. */
export const fieldsOf = (value: unknown): Record<string, unknown> => (isObject(value) ? value : {})

export const itemsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/** A number of tokens; what no model could have written isn't one. */
export const countOf = (value: unknown): number | undefined =>
  Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= mostTokens ? Number(value) : undefined

const mostTokens = 2_147_483_647

/** A model's name, fit to be stored and shown. */
export const nameOf = (value: unknown): string | undefined => {
  const name = textOf(value)
  return name !== undefined && /^[\x20-\x7e]{1,200}$/.test(name) ? name : undefined
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
