import { expect, test } from 'vitest'
import { createFakeClock } from '../../../test/fake-clock.ts'
import type { Session } from '../../cluster/contract.ts'
import { createSessionKeeper } from './session-keeper.ts'

const session = { id: 's', resumeUrl: 'wss://resume', sequence: 5 }

test('the session is kept when the network fails, also in the middle of a RESUME', async () => {
  const { clock, keeper, resuming } = setUp()
  resuming.is = true
  keeper.closed(1006)
  await clock.advance(50)
  keeper.update(null)
  expect(keeper.session()).toMatchObject({ sessionId: 's' })
})

test('the session is kept when nobody says HELLO', () => {
  const { keeper } = setUp()
  keeper.update(null)
  expect(keeper.session()).toMatchObject({ sessionId: 's' })
})

test('the session is dropped when Discord refuses to resume it', async () => {
  const { clock, keeper, resuming, saved } = setUp()
  keeper.closed(1006)
  await clock.advance(51)
  resuming.is = true
  keeper.update(null)
  expect(keeper.session()).toBeNull()
  expect(saved()).toBeNull()
})

test.each([4003, 4007, 4009, 1000])('the session is dropped after a close with %i', (code) => {
  const { keeper, saved } = setUp()
  keeper.closed(code)
  keeper.update(null)
  expect(keeper.session()).toBeNull()
  expect(saved()).toBeNull()
})

test('a host that is away for more than a minute is given up, and the session resumed elsewhere', async () => {
  const { clock, keeper } = setUp()
  const fail = () => {
    keeper.closed(1006)
    keeper.update(null)
  }
  fail()
  await clock.advance(60_000)
  fail()
  expect(keeper.session()!.resumeURL).toBe('wss://resume')
  await clock.advance(1)
  fail()
  expect(keeper.session()).toMatchObject({ sessionId: 's', resumeURL: 'wss://gateway', sequence: 5 })
})

test("the library's own sequence is not taken over", () => {
  const { keeper } = setUp()
  keeper.update({ ...keeper.session()!, sequence: 99 })
  expect(keeper.session()!.sequence).toBe(5)
})

function setUp() {
  const clock = createFakeClock()
  const resuming = { is: false }
  let saved: Session | null = session
  const never = new AbortController().signal
  const keeper = createSessionKeeper({
    claim: {
      shard: 0,
      of: 1,
      session,
      recalled: never,
      lost: never,
      save: (next) => void (saved = next),
      [Symbol.asyncDispose]: async () => {},
    },
    gatewayUrl: 'wss://gateway',
    isResuming: () => resuming.is,
    clock,
  })
  return { clock, keeper, resuming, saved: () => saved }
}
