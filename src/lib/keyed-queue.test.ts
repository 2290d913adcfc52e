import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createKeyedQueue } from './keyed-queue.ts'

test('tasks of one key run in order and never side by side, whatever the others do', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(fc.constantFrom('a', 'b', 'c')), async (scheduler, keys) => {
      const queue = createKeyedQueue()
      const running = new Set<string>()
      const order: Record<string, number[]> = {}
      const all = keys.map((key, index) =>
        queue.run(key, async () => {
          expect(running.has(key)).toBe(false)
          running.add(key)
          await scheduler.schedule(Promise.resolve())
          ;(order[key] ??= []).push(index)
          running.delete(key)
        }),
      )
      await scheduler.waitFor(Promise.all(all))
      for (const indexes of Object.values(order)) expect(indexes).toEqual(indexes.toSorted((a, b) => a - b))
      await queue.idle()
      expect(keys.every((key) => queue.depth(key) === 0)).toBe(true)
    }),
  )
})

test('different keys run side by side', async () => {
  const queue = createKeyedQueue()
  const gate = Promise.withResolvers<void>()
  const slow = queue.run('slow', () => gate.promise)
  expect(await queue.run('quick', async () => 'done')).toBe('done')
  expect(queue.depth('slow')).toBe(1)
  gate.resolve()
  await slow
})

test('a task that fails tells its caller and does not hold up the next', async () => {
  const queue = createKeyedQueue()
  const failed = queue.run('a', () => Promise.reject(new Error('broken')))
  const next = queue.run('a', async () => 'went on')
  await expect(failed).rejects.toThrow('broken')
  expect(await next).toBe('went on')
})
