import { z } from 'zod'

const page = (of: string) =>
  z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional()
    .describe(`Your bot's ${of}: /privacy links to it, and Discord's Developer Portal has a field for it.`)

export const legalSection = z.strictObject({
  privacy_url: page('privacy policy'),
  terms_url: page('terms of service'),
  contact: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('Where people reach whoever runs the bot: an e-mail address, or where to find you on Discord.'),
})
