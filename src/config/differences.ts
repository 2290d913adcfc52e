import { isDeepStrictEqual } from 'node:util'
import { isGroup, type Path } from './formats/document.ts'
import { shownKey } from './shown.ts'

type Difference = { key: string; from: string; to: string }

/** The keys whose values differ, as parley.yaml calls them, with both values cut to a few words. */
export const differences = (before: unknown, after: unknown, path: Path = []): Difference[] => {
  if (isDeepStrictEqual(before, after)) return []
  if (!isGroup(before) || !isGroup(after))
    return [{ key: path.map(shownKey).join('.'), from: inShort(before), to: inShort(after) }]
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return keys.flatMap((key) => differences(before[key], after[key], [...path, key]))
}

/** `after`, with each part of it that is as it was being the very part of `before`: who compares sees what changed. */
export const keepingEqual = <Value>(before: Value, after: Value): Value => {
  if (isDeepStrictEqual(before, after)) return before
  if (!isGroup(before) || !isGroup(after)) return after
  const kept = Object.entries(after).map(([key, value]) => [key, keepingEqual(before[key], value)])
  return Object.create(
    Object.getPrototypeOf(after),
    Object.getOwnPropertyDescriptors(Object.fromEntries(kept)),
  )
}

const LONGEST = 60

const inShort = (value: unknown) => {
  if (value === undefined) return 'not set'
  const text = JSON.stringify(value)
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}
