/** Writes log lines as a person at a terminal likes to read them, instead of JSON. */
export const createTerminalWriter = async (stream: NodeJS.WriteStream): Promise<(line: string) => void> => {
  const { prettyFactory } = await import('pino-pretty')
  const pretty = prettyFactory({
    colorize: stream.hasColors?.() ?? false,
    translateTime: 'SYS:HH:MM:ss',
    singleLine: true,
  })
  return (line) => stream.write(pretty(line))
}
