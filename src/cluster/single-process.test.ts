import { expect, test } from 'vitest'
import { createFakeClock } from '../../test/fake-clock.ts'
import { createSingleProcessShards } from './single-process.ts'

const never = new AbortController().signal

test('gives all shards, each with the session that it saved', async () => {
  const shards = createSingleProcessShards({ total: 3, maxConcurrency: 1, clock: createFakeClock() })
  const session = { id: 's', resumeUrl: 'wss://resume', sequence: 7 }
  for await (const claim of shards.claims(never)) if (claim.shard === 1) claim.save(session)
  const again = await Array.fromAsync(shards.claims(never))
  expect(again.map(({ shard, of, session }) => [shard, of, session])).toEqual([
    [0, 3, null],
    [1, 3, session],
    [2, 3, null],
  ])
})

test('a session that Discord ended is forgotten', async () => {
  const shards = createSingleProcessShards({ total: 1, maxConcurrency: 1, clock: createFakeClock() })
  const [claim] = await Array.fromAsync(shards.claims(never))
  claim!.save({ id: 's', resumeUrl: 'wss://resume', sequence: 7 })
  claim!.save(null)
  expect(claim!.session).toBeNull()
})

test('shards of one bucket identify 5.2 s apart, those of different buckets side by side', async () => {
  const clock = createFakeClock()
  const shards = createSingleProcessShards({ total: 4, maxConcurrency: 2, clock })
  const identified: number[] = []
  const waits = [0, 1, 2, 3].map(async (shard) => {
    await shards.identify(shard, never)
    identified.push(shard)
  })
  await clock.advance(0)
  expect(identified).toEqual([0, 1])
  await clock.advance(5199)
  expect(identified).toEqual([0, 1])
  await clock.advance(1)
  await Promise.all(waits)
  expect(identified).toEqual([0, 1, 2, 3])
})

test("a shard that closes while it waits rejects with the signal's reason", async () => {
  const clock = createFakeClock()
  const shards = createSingleProcessShards({ total: 2, maxConcurrency: 1, clock })
  await shards.identify(0, never)
  const closed = new AbortController()
  const waiting = shards.identify(1, closed.signal)
  closed.abort(new Error('closed'))
  await expect(waiting).rejects.toThrow('closed')
})
