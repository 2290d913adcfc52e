import type { MessageEdit } from '../rest.ts'
import type { Buttons, Controls } from './buttons.ts'

/** What one message of an answer shows. `file`: the text of one that is attached. */
export type Body = { content: string; controls: Controls; file: string | null }

export const isShown = (body: Body, shown: Body | null | undefined) =>
  body.content === shown?.content && body.controls === shown.controls && body.file === shown.file

/** So that a message which showed `before` shows `body`: null is nobody knows what, undefined a new message. */
export const payloadOf = (body: Body, before: Body | null | undefined, buttons: Buttons) => ({
  content: body.content,
  components: buttons(body.controls),
  ...filesOf(body.file, before),
})

/** Discord keeps what is attached to a message when an edit doesn't name it, and takes away what an edit leaves out. */
const filesOf = (
  file: string | null,
  before: Body | null | undefined,
): Pick<MessageEdit, 'attachments' | 'files'> => {
  if (before?.file === file) return {}
  if (file === null) return before === undefined ? {} : { attachments: [] }
  return {
    attachments: [{ id: '0', filename: FILE_NAME }],
    files: [{ name: FILE_NAME, data: file, contentType: 'text/markdown; charset=utf-8' }],
  }
}

const FILE_NAME = 'answer.md'
