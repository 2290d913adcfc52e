import { expect, test } from 'vitest'
import { createLive, selectLive } from './live.ts'

const collect = async <T>(values: AsyncIterable<T>) => {
  const seen: T[] = []
  for await (const value of values) seen.push(value)
  return seen
}
const settle = () => new Promise((resolve) => setImmediate(resolve))

test('a live value is read at once and passes on what comes later', async () => {
  const live = createLive(1)
  const stop = new AbortController()
  const seen = collect(live.changes(stop.signal))
  await settle()
  live.replace(2)
  await settle()
  live.replace(3)
  await settle()
  stop.abort()
  expect(live.current).toBe(3)
  expect(await seen).toEqual([2, 3])
})

test('a slow reader gets the newest value and not all that it missed', async () => {
  const live = createLive('a')
  const stop = new AbortController()
  const seen = collect(live.changes(stop.signal))
  await settle()
  live.replace('b')
  live.replace('c')
  live.replace('d')
  await settle()
  stop.abort()
  expect(await seen).toEqual(['d'])
})

test('a selected part is silent while only other parts change', async () => {
  const live = createLive({ level: 'info', port: 1 })
  const level = selectLive(live, (value) => value.level)
  const stop = new AbortController()
  const seen = collect(level.changes(stop.signal))
  await settle()
  live.replace({ level: 'info', port: 2 })
  await settle()
  live.replace({ level: 'debug', port: 2 })
  await settle()
  stop.abort()
  expect(await seen).toEqual(['debug'])
  expect(level.current).toBe('debug')
})

test('waiting for changes ends with its signal, also one that is aborted already', async () => {
  expect(await collect(createLive(1).changes(AbortSignal.abort()))).toEqual([])
})
