import type { Database } from '../database/contract.ts'
import { fileReport, type NewReport } from '../moderation/reports.ts'
import type { Logger } from '../telemetry/log.ts'
import { turnsOfParts } from '../turns/ledger.ts'

/** Somebody finds an answer wrong: it waits for those who run the bot. Once for each person and message. */
export const createReportAnswer =
  ({ database, log }: { database: Database; log: Logger }) =>
  async (report: Omit<NewReport, 'turn'>): Promise<'new' | 'known'> => {
    const [turn = null] = await turnsOfParts(database, report.channel, [report.message])
    const filed = await fileReport(database, { ...report, turn })
    if (filed === 'new') log.info({ turn, guild: report.guild }, 'An answer was reported.')
    return filed
  }
