import { z } from 'zod'

/** `text`, a name's ending (`.log`) or a content type (`text/csv`, `application/*`). */
const fileType = z
  .string()
  .max(100)
  .regex(/^(text|\.[A-Za-z0-9_+-]+|[a-z]+\/([a-z0-9.+-]+|\*))$/)

export const attachmentsSection = z.strictObject({
  enabled: z
    .boolean()
    .default(true)
    .describe(
      "Whether text and code files that are attached to a question are read. Their content goes to the provider, and isn't kept.",
    ),
  max_files: z
    .int()
    .min(1)
    .max(10)
    .default(4)
    .describe('How many files of one message are read; of the others the model is told the names.')
    .meta({ unit: 'files' }),
  max_file_bytes: z
    .int()
    .min(1)
    .max(4_194_304)
    .default(262_144)
    .describe('How large a file may be to be read.')
    .meta({ unit: 'bytes' }),
  max_total_characters: z
    .int()
    .min(100)
    .max(1_000_000)
    .default(20_000)
    .describe(
      'How much of the files of one message goes into a prompt, all together; longer ones are cut. They count against general.max_prompt_tokens as well.',
    )
    .meta({ unit: 'characters' }),
  types: z
    .array(fileType)
    .min(1)
    .max(100)
    .default(['text'])
    .describe(
      'Which files are read. text: whatever can be text or code by its name and type. Or name endings and content types of your choice. What then is neither UTF-8 nor UTF-16 is not text.',
    )
    .meta({ examples: [['.md', '.log', 'text/csv']] }),
  images: z
    .boolean()
    .default(true)
    .describe(
      "Whether images are shown to models that see. They go to the provider, and aren't kept; each costs about as much as 3,000 tokens of text.",
    ),
  max_images: z
    .int()
    .min(1)
    .max(10)
    .default(4)
    .describe('How many images of one message are shown; of the others the model is told the names.')
    .meta({ unit: 'images' }),
  max_image_bytes: z
    .int()
    .min(1)
    .max(20_971_520)
    .default(5_242_880)
    .describe('How large an image may be to be shown. Groq reads 3 MB in all.')
    .meta({ unit: 'bytes' }),
  image_types: z
    .array(z.enum(['image/png', 'image/jpeg', 'image/webp', 'image/gif']))
    .min(1)
    .default(['image/png', 'image/jpeg', 'image/webp', 'image/gif'])
    .describe('Which images are shown. Gemini refuses GIFs; of those that move, others see one picture.')
    .meta({ uniqueItems: true }),
})
