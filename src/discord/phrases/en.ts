import type { Notice, Refusal } from '../../chat/contract.ts'

/** What a person reads instead of an answer, in one or two sentences: what is the matter, and what to do. */
export const sayRefusal = (refusal: Refusal): string => {
  const askAgain = `Please ask me again ${waitOf(refusal)}`
  switch (refusal.code) {
    case 'empty_question':
      return "Hi! Write me a question or a task, and I'll answer."
    case 'question_too_long':
      return 'That is more than I can read at once. Please send me a shorter message.'
    case 'files_unreadable': {
      const { maxFiles, maxBytes } = refusal
      const files = maxFiles === 1 ? 'one file' : `up to ${maxFiles} files`
      return `I can't read that. I read text and code: ${files} of up to ${sizeOf(maxBytes)}. Please send me that, or paste what matters.`
    }
    case 'image_too_large':
      return `That picture is too large for me. Please send me one of up to ${sizeOf(refusal.maxBytes)}, or write me what's in it.`
    case 'files_out_of_reach':
      return `I couldn't get your file from Discord. ${askAgain}, with the file.`
    case 'files_switched_off':
      return "I don't read files here. Please write me what it's about, in words."
    case 'images_unseen':
      return "None of my models can see pictures. Please write me what's in it, in words."
    case 'opted_out':
      return "You told me to keep your words out of every prompt, so I can't answer. To change that, use /privacy opt-out."
    case 'asker_opted_out':
      return 'Who asked that has told me not to use it any more. Please ask me something of your own.'
    case 'line_full':
      return `I'm still busy with ${refusal.depth} questions here. Please wait for those answers before the next one.`
    case 'stopped':
      return 'Stopped, as you wished.'
    case 'moderated':
      return refusal.what === 'question'
        ? "I'd rather not answer that one. Please ask me something else."
        : 'What I was about to say was not fit to be said. Please ask it in another way.'
    case 'moderation_away':
      return `What is said here is looked at first, and that doesn't work right now. ${askAgain}.`
    case 'cooling_down':
      return `That was quick: I take a short break between two questions of yours. ${askAgain}.`
    case 'too_many_requests':
      return `${crowded[refusal.where]} ${askAgain}.`
    case 'budget_spent':
      return `${spent[refusal.whose]} It starts anew ${relative(refusal.renewsAt)}.`
    case 'budget_in_use':
      return `Answers that aren't done yet may need all that is left of today's budget. ${askAgain}.`
    case 'budget_too_small':
      return "What's left for today isn't enough for that. Please ask something shorter, or come back tomorrow."
    case 'not_allowed':
      return notAllowed[refusal.what]
    case 'direct_messages_off':
      return "I don't answer direct messages. Please write to me on a server that we share."
    case 'no_provider':
      return 'I have no AI provider yet: whoever runs me needs to set a key such as GROQ_API_KEY and restart me.'
    case 'provider_refuses':
      return "My AI provider doesn't let me in. Whoever runs me finds the reason in my log; asking again won't help until then."
    case 'busy':
      return `Nobody who could answer is free right now. ${askAgain}.`
    case 'timed_out':
      return `That took too long, so I stopped waiting. ${askAgain}.`
    case 'content_refused':
      return "I can't answer that one. Please ask it in another way, or ask me something else."
    case 'request_refused':
      return "My AI provider didn't accept what I asked it. Whoever runs me finds the reason in my log; asking again won't help until then."
    case 'stopping':
      return `I'm being restarted. ${askAgain}.`
    case 'internal':
      return `Something went wrong on my side. ${askAgain}; if it goes on, tell whoever runs me.`
  }
}

/** What stands below an answer, in small letters. */
export const sayNotice = (notice: Notice): string => {
  switch (notice.code) {
    case 'artificial':
      return "I'm an AI, and what I say may be wrong. To see what I keep of you: /privacy show."
    case 'budget_nearly_spent':
      return `${nearlySpent[notice.whose]} ${shareOf(notice.leftShare)} is left; it starts anew ${relative(notice.renewsAt)}.`
  }
}

const crowded = {
  channel: 'There are too many questions in this channel at once.',
  guild: 'There are too many questions on this server at once.',
  everywhere: 'Too many people are asking me at once.',
}

const spent = {
  user: "You've used up what you may ask me today.",
  guild: 'This server has used up what it may ask me today.',
  bot: "I've used up what I may say today.",
}

const nearlySpent = {
  user: 'Of what you may ask me today,',
  guild: 'Of what this server may ask me today,',
  bot: 'Of what I may say today,',
}

const notAllowed = {
  user: "I'm not allowed to answer you. If that's a mistake, tell whoever runs me.",
  role: "I'm not allowed to answer people of your role here. If that's a mistake, tell a moderator.",
  channel: "I'm not allowed to answer in this channel. Please try another one.",
  guild: "I'm not allowed to answer on this server. Whoever runs me decides about it.",
}

const shareOf = (share: number) => (share < 0.005 ? 'nothing' : `${Math.max(1, Math.round(share * 100))}%`)

/** Discord shows it in everybody's own language and time zone. */
const relative = (at: number) => `<t:${Math.ceil(at / 1000)}:R>`

const sizeOf = (bytes: number) => {
  if (bytes < 1024) return `${bytes} bytes`
  const kilobytes = Math.floor(bytes / 1024)
  return kilobytes < 1024 ? `${kilobytes} KB` : `${Math.floor(kilobytes / 1024)} MB`
}

const waitOf = (refusal: Refusal) => {
  if (refusal.code === 'stopping') return 'in a minute'
  const ms = 'retryAfterMs' in refusal ? refusal.retryAfterMs : null
  if (ms === null || ms < 1000) return 'in a moment'
  const seconds = Math.ceil(ms / 1000)
  if (seconds < 90) return `in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}`
  const minutes = Math.ceil(seconds / 60)
  return minutes < 90 ? `in ${minutes} minutes` : `in ${Math.ceil(minutes / 60)} hours`
}
