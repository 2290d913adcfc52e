import type { Upload } from '../api.ts'

/** A file as the control API takes it. Rejects with a sentence when it can't be read. */
export const uploadOf = async (file: File): Promise<Upload> => ({
  filename: file.name,
  content_type: file.type || 'application/octet-stream',
  base64: await base64Of(file),
})

const base64Of = (file: File) =>
  new Promise<string>((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () =>
      resolve(typeof reader.result === 'string' ? reader.result.replace(/^.*?,/, '') : ''),
    )
    reader.addEventListener('error', () => reject(new Error(`${file.name} can't be read.`)))
    reader.readAsDataURL(file)
  })
