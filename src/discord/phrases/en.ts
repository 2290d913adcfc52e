import type { Refusal } from '../../chat/contract.ts'
import type { askingAgainHelps } from '../../chat/refusal.ts'

/** What a person reads instead of an answer, in one or two sentences: what is the matter, and what to do. */
export const sayRefusal = (refusal: Refusal): string => {
  if (refusal.code === 'files_unreadable') return filesUnreadable(refusal)
  const say = refusals[refusal.code]
  return say(`Please ask me again ${waitOf(refusal)}`)
}

/** Only those whom it helps are told to ask again. */
type Sentence<Code extends Refusal['code']> = (typeof askingAgainHelps)[Code] extends true
  ? (askAgain: string) => string
  : () => string

const refusals: { [Code in Exclude<Refusal['code'], 'files_unreadable'>]: Sentence<Code> } = {
  empty_question: () => "Hi! Write me a question or a task, and I'll answer. Pictures alone I can't see yet.",
  question_too_long: () => 'That is more than I can read at once. Please send me a shorter message.',
  files_out_of_reach: (askAgain) => `I couldn't get your file from Discord. ${askAgain}, with the file.`,
  files_switched_off: () => "I don't read files here. Please write me what it's about, in words.",
  no_provider: () =>
    'I have no AI provider yet: whoever runs me needs to set a key such as GROQ_API_KEY and restart me.',
  provider_refuses: () =>
    "My AI provider doesn't let me in. Whoever runs me finds the reason in my log; asking again won't help until then.",
  busy: (askAgain) => `Nobody who could answer is free right now. ${askAgain}.`,
  timed_out: (askAgain) => `That took too long, so I stopped waiting. ${askAgain}.`,
  content_refused: () => "I can't answer that one. Please ask it in another way, or ask me something else.",
  request_refused: () =>
    "My AI provider didn't accept what I asked it. Whoever runs me finds the reason in my log; asking again won't help until then.",
  stopping: (askAgain) => `I'm being restarted. ${askAgain}.`,
  internal: (askAgain) =>
    `Something went wrong on my side. ${askAgain}; if it goes on, tell whoever runs me.`,
}

const filesUnreadable = ({ maxFiles, maxBytes }: Extract<Refusal, { code: 'files_unreadable' }>) =>
  `I can't read that. I read text and code: ${maxFiles === 1 ? 'one file' : `up to ${maxFiles} files`} of up to ${sizeOf(maxBytes)}. Please send me that, or paste what matters.`

const sizeOf = (bytes: number) => {
  if (bytes < 1024) return `${bytes} bytes`
  const kilobytes = Math.floor(bytes / 1024)
  return kilobytes < 1024 ? `${kilobytes} KB` : `${Math.floor(kilobytes / 1024)} MB`
}

const waitOf = (refusal: Refusal) => {
  if (refusal.code === 'stopping') return 'in a minute'
  const ms = refusal.code === 'busy' ? refusal.retryAfterMs : null
  if (ms === null || ms < 1000) return 'in a moment'
  const seconds = Math.ceil(ms / 1000)
  if (seconds < 90) return `in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}`
  const minutes = Math.ceil(seconds / 60)
  return minutes < 90 ? `in ${minutes} minutes` : `in ${Math.ceil(minutes / 60)} hours`
}
