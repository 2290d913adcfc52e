import type { Settings } from '../config/settings.ts'

/** How long something is kept, for the person whom it concerns: `48 hours`, or what the named setting says now. */
export const retentionInWords = (retention: string, settings: Settings): string => {
  if (retention === 'general.conversation_timeout_hours') {
    const { conversation_timeout_hours: hours } = settings.general
    return hours === 1 ? 'an hour' : `${hours} hours`
  }
  return retention === 'forever' ? 'until you delete it' : retention
}
