/** Where a command writes: process.stdout and process.stderr will do. */
export type CommandIo = { stdout: Output; stderr: Output }
type Output = { write(text: string): unknown }
