import { z } from 'zod'

/** As Discord shows them to people in developer mode. In YAML in quotes: as a number it would lose its last digits. */
export const discordId = z
  .string()
  .regex(/^[1-9]\d{16,19}$/)
  .meta({ allowed: 'a Discord id, such as "280412345678901234"' })
