import { z } from 'zod'
import { uploadForm } from './uploads.ts'

const common = {
  author: z.string(),
  wait: z.boolean().default(false),
  /** Refuses commands that Discord's client wouldn't offer; without it, the bot itself has to. */
  offered_only: z.boolean().default(false),
}
const values = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), uploadForm])).default({})

/** What a person can do with the bot's commands, components and forms. */
export const interactionForm = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('command'),
    ...common,
    channel: z.string(),
    name: z.string(),
    options: values,
  }),
  z.strictObject({
    kind: z.literal('autocomplete'),
    ...common,
    channel: z.string(),
    name: z.string(),
    options: values,
    focused: z.string(),
  }),
  z.strictObject({ kind: z.literal('message_command'), ...common, name: z.string(), message: z.string() }),
  z.strictObject({
    kind: z.literal('user_command'),
    ...common,
    channel: z.string(),
    name: z.string(),
    person: z.string(),
  }),
  z.strictObject({
    kind: z.literal('component'),
    ...common,
    message: z.string(),
    custom_id: z.string(),
    values: z.array(z.string()).max(25).default([]),
  }),
  z.strictObject({
    kind: z.literal('modal'),
    ...common,
    /** The interaction whose answer opened the form. */
    interaction: z.string(),
    fields: z.record(z.string(), z.union([z.string(), z.array(z.string())])).default({}),
  }),
])
export type InteractionForm = z.infer<typeof interactionForm>

export type FormOf<Kind extends InteractionForm['kind']> = Extract<InteractionForm, { kind: Kind }>
