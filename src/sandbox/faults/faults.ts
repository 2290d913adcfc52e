export type Faults = { take(kind: string): boolean }
export const createFaults = (): Faults => ({ take: () => false })
