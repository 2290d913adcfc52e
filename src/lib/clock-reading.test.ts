import { expect, test } from 'vitest'
import { examineClock } from './clock-reading.ts'

const now = Date.UTC(2026, 0, 1)
const reading = { whose: "Discord's", said: now, resolution: 0, asked: now, answered: now }
const say = (more: Partial<typeof reading>) => {
  const [finding] = examineClock([{ ...reading, ...more }])
  return `${finding?.level}: ${finding?.says}`
}
const at = (ms: number) => ({ asked: now + ms, answered: now + ms })

test.each([
  ['the same', at(0), /^ok: This machine's clock agrees with Discord's\.$/],
  ['two seconds ahead', at(2000), /^ok/],
  ['more than that', at(2001), /^warning: This machine's clock is 2\.0 s ahead of Discord's: .*NTP/],
  ['more than that behind', at(-2500), /^warning: This machine's clock is 2\.5 s behind Discord's/],
  ['thirty seconds', at(30_000), /^warning/],
  ['more than thirty', at(30_001), /^problem: .* 30\.0 s ahead/],
  ['more than thirty behind', at(-40_000), /^problem: .* 40\.0 s behind/],
  ['two and a half ahead, but whole seconds are told', { ...at(2500), resolution: 1000 }, /^ok/],
  ['four ahead, and whole seconds are told', { ...at(4000), resolution: 1000 }, /^warning: .* 3\.0 s ahead/],
  ['a slow answer, from long before to long after', { asked: now - 60_000, answered: now + 60_000 }, /^ok/],
])('%s', (_, more, said) => {
  expect(say(more)).toMatch(said)
})
