export const runCommand = async (_args: readonly string[], _io: unknown): Promise<number | null> => null
