import { AllowedMentionsTypes, MessageFlags } from 'discord-api-types/v10'
import { z } from 'zod'
import { componentForm } from './component-rules.ts'
import { invalidForm } from './errors.ts'
import { lengthOf, snowflake, text } from './form.ts'

/** The fields of a message as they may be sent, for creating one and for editing it. */
const allowedMentions = z.looseObject({
  parse: z.array(z.enum(AllowedMentionsTypes)).optional(),
  users: z.array(snowflake).max(100).optional(),
  roles: z.array(snowflake).max(100).optional(),
  replied_user: z.boolean().optional(),
})

const embed = z.looseObject({
  title: text(256).nullish(),
  description: text(4096).nullish(),
  fields: z
    .array(z.looseObject({ name: text(256, 1), value: text(1024, 1) }))
    .max(25)
    .nullish(),
  footer: z.looseObject({ text: text(2048) }).nullish(),
  author: z.looseObject({ name: text(256) }).nullish(),
})

const attachment = z.looseObject({
  id: z.union([z.string(), z.int()]).transform(String),
  filename: text(1024).optional(),
  description: text(1024).nullish(),
})

const common = {
  content: text(2000).nullish(),
  embeds: z.array(embed).max(10).nullish(),
  components: z.array(componentForm).max(40).nullish(),
  allowed_mentions: allowedMentions.nullish(),
  attachments: z.array(attachment).max(10).nullish(),
  flags: z.int().min(0).nullish(),
}

export const editForm = z.looseObject(common)

export const createForm = z.looseObject({
  ...common,
  nonce: z.union([text(25), z.int()]).nullish(),
  enforce_nonce: z.boolean().nullish(),
  tts: z.boolean().nullish(),
  message_reference: z
    .looseObject({
      type: z.int().min(0).max(1).optional(),
      message_id: snowflake,
      channel_id: snowflake.optional(),
      guild_id: snowflake.optional(),
      fail_if_not_exists: z.boolean().optional(),
    })
    .nullish(),
  sticker_ids: z.array(snowflake).max(3).nullish(),
  poll: z.looseObject({}).nullish(),
})

export type EditForm = z.infer<typeof editForm>
export type CreateForm = z.infer<typeof createForm>

const settable =
  MessageFlags.SuppressEmbeds |
  MessageFlags.SuppressNotifications |
  MessageFlags.IsVoiceMessage |
  MessageFlags.IsComponentsV2

export const flagsOf = (flags: number | null | undefined, more = 0) => ((flags ?? 0) & settable) | more

export const embedsOf = (embeds: EditForm['embeds']) =>
  (embeds ?? []).map((one) => ({
    ...one,
    type: 'rich',
    ...(one.fields && { fields: one.fields.map((field) => ({ inline: false, ...field })) }),
  }))

/** Discord counts the text of all embeds of a message together. */
export const checkEmbeds = (embeds: EditForm['embeds']) => {
  const length = (embeds ?? []).flatMap((one) => [
    one.title,
    one.description,
    one.footer?.text,
    one.author?.name,
    ...(one.fields ?? []).flatMap((field) => [field.name, field.value]),
  ])
  if (length.reduce((sum, part) => sum + lengthOf(part ?? ''), 0) <= 6000) return
  throw invalidForm({
    embeds: {
      _errors: [{ code: 'MAX_EMBED_SIZE_EXCEEDED', message: 'Embed size exceeds maximum size of 6000' }],
    },
  })
}
