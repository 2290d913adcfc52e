import { z } from 'zod'
import { accessSection } from './sections/access.ts'
import { attachmentsSection } from './sections/attachments.ts'
import { budgetsSection } from './sections/budgets.ts'
import { discordSection } from './sections/discord.ts'
import { generalSection } from './sections/general.ts'
import { legalSection } from './sections/legal.ts'
import { moderationSection } from './sections/moderation.ts'
import { databaseSection, loggingSection, shutdownSection } from './sections/process.ts'
import { modelsSection } from './sections/models.ts'
import { personasSection } from './sections/personas.ts'
import { providersSection } from './sections/providers.ts'
import { rateLimitingSection } from './sections/rate-limiting.ts'
import { routingSection } from './sections/routing.ts'

/** Everything that an operator may set in parley.yaml, with its defaults, bounds and meaning. */
export const settingsSchema = z.strictObject({
  general: generalSection.prefault({}),
  rate_limiting: rateLimitingSection.prefault({}),
  access: accessSection.prefault({}),
  budgets: budgetsSection.prefault({}),
  providers: providersSection.prefault({}),
  personas: personasSection.prefault({}),
  routing: routingSection.prefault({}),
  models: modelsSection.prefault({}),
  discord: discordSection.prefault({}),
  attachments: attachmentsSection.prefault({}),
  moderation: moderationSection.prefault({}),
  legal: legalSection.prefault({}),
  logging: loggingSection.prefault({}),
  database: databaseSection.prefault({}),
  shutdown: shutdownSection.prefault({}),
})

export type Settings = z.infer<typeof settingsSchema>
export type GeneralSettings = Settings['general']
export type RateLimitingSettings = Settings['rate_limiting']
export type AccessSettings = Settings['access']
export type BudgetsSettings = Settings['budgets']
export type ProvidersSettings = Settings['providers']
export type PersonasSettings = Settings['personas']
export type RoutingSettings = Settings['routing']
export type ModelsSettings = Settings['models']
export type DiscordSettings = Settings['discord']
export type AttachmentsSettings = Settings['attachments']
export type ModerationSettings = Settings['moderation']
