import { expect, it } from 'vitest'
import { providersSection } from '../config/sections/providers.ts'
import { dataUseOf } from './data-use.ts'

const dataUse = (settings: object, name = 'another') => {
  const parsed = providersSection.parse({ [name]: settings })[name]
  if (typeof parsed !== 'object' || Array.isArray(parsed)) throw new TypeError('no provider')
  return dataUseOf(parsed)
}

it.each(['groq', 'gemini', 'openai'])(
  '%s is known by its own address, in a line of at most 200 characters',
  (name) => {
    expect(dataUse({}, name)).toMatch(/^.{40,200}\.$/)
    expect(dataUse({ kind: name, model: 'any', base_url: 'http://127.0.0.1:1' })).toBeNull()
  },
)

it('what is asked elsewhere has terms of its own', () => {
  expect(dataUse({ base_url: 'https://proxy.example.com/v1' }, 'openai')).toBeNull()
  expect(dataUse({ base_url: 'https://notapi.openai.com.example/v1', model: 'm' })).toBeNull()
})

it('who is asked by another’s protocol keeps his own', () => {
  const base_url = 'https://generativelanguage.googleapis.com/v1beta/openai'
  expect(dataUse({ kind: 'openai', base_url }, 'gemini')).toBe(dataUse({}, 'gemini'))
  expect(dataUse({ base_url: 'https://eu.api.openai.com/v1', model: 'm' })).toBe(dataUse({}, 'openai'))
})

it('the operator has the last word', () => {
  expect(dataUse({ data_use: 'Stays here.' }, 'openai')).toBe('Stays here.')
  expect(() => dataUse({ data_use: 'x'.repeat(201) }, 'openai')).toThrow()
})
