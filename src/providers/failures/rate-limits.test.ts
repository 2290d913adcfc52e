import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { quotaOf, retryAfter } from './rate-limits.ts'

const now = Date.UTC(2026, 0, 1)
const day = 86_400_000

describe('how long to stay away', () => {
  it.each<[Record<string, string>, number | null]>([
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': '-5' }, 0],
    [{ 'retry-after': '1e15' }, day],
    [{ 'retry-after': new Date(now - 60_000).toUTCString() }, 0],
    [{ 'retry-after': new Date(now + 60_000).toUTCString() }, 60_000],
    [{ 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT' }, day],
    [{ 'retry-after': 'soon' }, null],
    [{ 'retry-after': '' }, null],
    [{ 'retry-after-ms': '-1', 'retry-after': '2' }, 2000],
    [{ 'x-ratelimit-reset': String(now + 30_000) }, 30_000],
    [{ 'x-ratelimit-reset': String(now - 30_000) }, 0],
    [{ 'x-ratelimit-reset-tokens': '-7' }, null],
    [{}, null],
  ])('of %o is %s ms', (headers, ms) => expect(retryAfter(new Headers(headers), null, now)).toBe(ms))

  it('is between nothing and a day, whatever the headers say', () => {
    const header = fc.oneof(
      fc.string({
        unit: fc.constantFrom('0', '1', '5', '9', '.', '-', '+', 'e', 's', 'm', 'h', 'd', ' ', ':', 'Z'),
      }),
      fc.double().map(String),
      fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
    )
    const names = ['retry-after', 'retry-after-ms', 'x-ratelimit-reset', 'x-ratelimit-remaining']
    const headers = fc.dictionary(fc.constantFrom(...names), header)
    fc.assert(
      fc.property(headers, header, (headers, info) => {
        const ms = retryAfter(new Headers(headers), info, now) ?? 0
        expect(Number.isInteger(ms) && ms >= 0 && ms <= day).toBe(true)
        const { remaining = 0, resetMs = 0 } = quotaOf(new Headers(headers), now)?.requests ?? {}
        expect(Number.isInteger(remaining) && remaining >= 0).toBe(true)
        expect(Number.isInteger(resetMs) && resetMs >= 0 && resetMs <= day).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('what is left of the limits', () => {
  it.each<[string, Record<string, string>, ReturnType<typeof quotaOf>]>([
    [
      'OpenAI',
      {
        'x-ratelimit-remaining-requests': '59',
        'x-ratelimit-reset-requests': '1s',
        'x-ratelimit-remaining-tokens': '149984',
        'x-ratelimit-reset-tokens': '6m0s',
      },
      { requests: { remaining: 59, resetMs: 1000 }, tokens: { remaining: 149_984, resetMs: 360_000 } },
    ],
    [
      'Groq',
      {
        'x-ratelimit-limit-requests': '14400',
        'x-ratelimit-remaining-requests': '14370',
        'x-ratelimit-reset-requests': '2m59.56s',
        'x-ratelimit-remaining-tokens': '17997',
        'x-ratelimit-reset-tokens': '7.66s',
      },
      { requests: { remaining: 14_370, resetMs: 179_560 }, tokens: { remaining: 17_997, resetMs: 7660 } },
    ],
    [
      'OpenRouter',
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now + 5000) },
      { requests: { remaining: 0, resetMs: 5000 }, tokens: null },
    ],
    [
      'one that counts seconds since 1970',
      { 'x-ratelimit-remaining': '3', 'x-ratelimit-reset': String(now / 1000 + 9) },
      { requests: { remaining: 3, resetMs: 9000 }, tokens: null },
    ],
    [
      'one with several windows, of which the tightest counts',
      {
        'x-ratelimit-remaining-requests-day': '14000',
        'x-ratelimit-reset-requests-day': '33011.382867',
        'x-ratelimit-remaining-requests-minute': '2',
        'x-ratelimit-reset-requests-minute': '11.38',
      },
      { requests: { remaining: 2, resetMs: 11_380 }, tokens: null },
    ],
    ['one that names no reset', { 'x-ratelimit-remaining-requests': '3' }, null],
    [
      'one that is out of its mind',
      {
        'x-ratelimit-remaining-requests': 'many',
        'x-ratelimit-reset-requests': '1s',
        'x-ratelimit-remaining-tokens': '-1',
        'x-ratelimit-reset-tokens': '2s',
        'x-ratelimit-remaining': '1',
        'x-ratelimit-reset': 'tomorrow',
      },
      null,
    ],
    ['nobody', {}, null],
  ])('is read as %s tells it', (_, headers, quota) => {
    expect(quotaOf(new Headers(headers), now)).toEqual(quota)
  })
})
