import { findingsAbout, type Finding } from '../lib/finding.ts'
import type { CommandIo } from './command-io.ts'

/** Looks at all that Parley needs, and says what it found as it finds it. */
export type Examine = (asked: { channels: readonly string[] }) => AsyncIterable<Finding>

type Asked = { channels: readonly string[]; json: boolean }

/** Prints what the examination finds, a line each or all as JSON; 1 if a problem is among it. */
export const runDoctor = async (
  { channels, json }: Asked,
  examine: Examine,
  { stdout }: CommandIo,
): Promise<number> => {
  const findings: Finding[] = []
  for await (const finding of toItsEnd(examine({ channels }))) {
    findings.push(finding)
    if (!json) stdout.write(lineOf(finding))
  }
  const count = (level: Finding['level']) => findings.filter((finding) => finding.level === level).length
  stdout.write(json ? `${JSON.stringify(findings, null, 2)}\n` : summary(count('problem'), count('warning')))
  return count('problem') > 0 ? 1 : 0
}

/** An examination that breaks is a finding, too. What its error says might hold a secret. */
async function* toItsEnd(examination: AsyncIterable<Finding>): AsyncGenerator<Finding, void, undefined> {
  try {
    yield* examination
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error
    yield findingsAbout('doctor').problem(
      `It broke off by a mistake of Parley's own (${name}): please report that.`,
    )
  }
}

/** `problem  discord    Discord refuses the token. …`: a line, whatever was said. */
const lineOf = ({ level, about, says }: Finding) =>
  `${level.padEnd(8)} ${about.padEnd(9)} ${says.replaceAll(unfit, ' ')}\n`

/** Servers and channels have names of anybody's choosing, which a terminal would obey. */
const unfit = /[\s\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu

const summary = (problems: number, warnings: number) => {
  if (problems + warnings === 0) return '\nNothing is wrong.\n'
  return `\n${[counted(problems, 'problem'), counted(warnings, 'warning')].filter(Boolean).join(', ')}.\n`
}

const counted = (number: number, noun: string) =>
  number === 0 ? '' : `${number} ${noun}${number === 1 ? '' : 's'}`
