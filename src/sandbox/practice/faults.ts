import { completeFault, type Fault, type FaultName, type FaultSpec } from './fault-spec.ts'
import { hasImages, type Question } from './question.ts'

export type Faults = {
  add(spec: FaultSpec): Fault
  /** Those that still stand, with how many times they have left; 0: always. */
  list(): readonly Fault[]
  remove(id: string): boolean
  clear(): void
  /** The first that was added and fits the request, or null; it counts as having struck. */
  take(question: Question): Fault | null
}

export const createFaults = (): Faults => {
  const standing = new Map<string, { fault: Fault; left: number }>()
  let added = 0
  return {
    add(spec) {
      const fault: Fault = { ...completeFault(spec), id: String(++added) }
      standing.set(fault.id, { fault, left: fault.times || Infinity })
      return fault
    },
    list: () =>
      [...standing.values()].map(({ fault, left }) => ({ ...fault, times: left === Infinity ? 0 : left })),
    remove: (id) => standing.delete(id),
    clear: () => standing.clear(),
    take(question) {
      const entry = [...standing.values()].find(({ fault }) => strikes(fault, question))
      if (!entry) return null
      entry.left -= 1
      if (entry.left === 0) standing.delete(entry.fault.id)
      return entry.fault
    },
  }
}

const strikes = (fault: Fault, question: Question) =>
  (fault.provider === 'all' || fault.provider === question.provider) &&
  (fault.model === undefined || fault.model === question.model) &&
  (fault.key === undefined || question.key.endsWith(fault.key)) &&
  (question.stream || !onlyInStreams.has(fault.fault)) &&
  (fault.fault !== 'images_unseen' || hasImages(question))

const onlyInStreams: ReadonlySet<FaultName> = new Set(['malformed_line', 'error_in_stream', 'no_done'])
