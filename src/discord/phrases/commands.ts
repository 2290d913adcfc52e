/** Names and descriptions of commands and their options, by key. */
export const commandTexts = {
  'ask.description': 'Ask me something',
  'ask.question.description': 'What you want to know, or what I shall do',
  'ask.private.description': 'Only you see the answer, and it is kept apart from shared conversations',
  'ask.provider.description': 'Who shall answer, if possible',
  'chat.description': 'Talk with me',
  'chat.message.description': 'Write me a message',
  'clear.description': 'Make me forget what you and I said',
  'clear.where.description': 'Only here (if you leave this out), or everywhere',
  'clear.where.here': 'here',
  'clear.where.everywhere': 'everywhere',
  'providers.description': 'See who can answer, and how they are',
  'chatstats.description': 'See what I have been doing in the last day',
} as const
