/** What stands on and below an answer besides its words, by key. */
export const answerTexts = {
  'answer.stop': 'Stop',
  'answer.again': 'Regenerate',
  'answer.with': 'Ask another provider',
  'answer.reply': 'Reply',
  'answer.file_follows': 'This gets long: the whole answer follows as a file.',
  'answer.file_attached': 'All of it is in the file.',
  'answer.file_not_allowed':
    "The rest doesn't fit here, and I'm not allowed to attach files in this channel. Please ask me for a shorter answer.",
} as const
