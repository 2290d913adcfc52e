import { subcommand } from '../define.ts'
import type { Legal } from './show.ts'

type Exporting = {
  privacy: { export(person: string): Promise<object> }
  legal: () => Legal
}

/** What Discord takes at the most, less what surrounds the file. */
const LARGEST_FILE = 9 * 1024 * 1024

export const createExport = ({ privacy, legal }: Exporting) =>
  subcommand('privacy.export', 'everyone', {
    async run({ author }, respond) {
      await respond.defer({ isPrivate: true })
      const data = JSON.stringify(await privacy.export(author.id), null, 2)
      if (Buffer.byteLength(data) > LARGEST_FILE) return respond.change({ text: tooLarge(legal()) })
      await respond.change({
        text: 'This is everything that I keep of you. Only you see this message: save the file before you dismiss it.',
        files: [{ name: `parley-${author.id}.json`, data }],
      })
    },
  })

const tooLarge = ({ contact }: Legal) =>
  `That is more than Discord lets me send you. Please ask ${contact ?? 'whoever runs me'} for it.`
