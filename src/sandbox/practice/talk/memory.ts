import type { Heard, Topic } from './heard.ts'

/** Knows nothing but the prompt: what it remembers shows what Parley remembers. */
export const memory: Topic = (heard) => recalled(heard) ?? noted(heard)

const recalled = (heard: Heard): string | null => {
  const { asked, earlier, messages } = heard
  if (/\bhow many (messages|questions|things|times)\b/i.test(asked)) {
    return `This is your ${ordinal(earlier.length + 1)} message that I can see. With my answers, the prompt holds ${counted(messages)}.`
  }
  const when = /\bwhat (?:did I|was (?:the|my))\b.*?\b(first|last|before|previous|just)\b/i.exec(asked)?.[1]
  if (when !== undefined) return quoted(when.toLowerCase() === 'first', earlier)
  if (/\bwhat (?:do|did|can) (?:you|I)\b.*\b(?:remember|know about me)\b/i.test(asked)) {
    return everything(earlier)
  }
  const subject = asksFor(asked)
  return subject === null ? null : fact(subject, heard)
}

const quoted = (first: boolean, earlier: readonly string[]) => {
  const text = first ? earlier[0] : earlier.at(-1)
  if (text === undefined) return "This is the first message that I can see: there's nothing before it."
  const which = first ? 'The first thing' : 'The last thing before this'
  return `${which} that you wrote, as far as I can see, was: “${shortened(text)}”`
}

/** What of theirs they want to know: null if it isn't that. */
const asksFor = (asked: string) => {
  if (/\bwho am I\b|\bwhat am I called\b/i.test(asked)) return 'name'
  return ASKED.exec(asked)?.[1]?.toLowerCase() ?? null
}

const ASKED =
  /\b(?:what|who|where|when|which|how old|do you (?:still )?(?:know|remember))\b.*?\bmy ([\w' -]+?)(?: is| are| was)?(?: called)?\s*(?:[?!.,]|$)/i

const fact = (subject: string, { asked, earlier }: Heard) => {
  const value = factsIn(earlier).get(subject)
  if (value !== undefined)
    return `Your ${subject} ${isOrAre(subject)} ${value}. You told me earlier, and Parley put it into this prompt.`
  return subject === 'name' || /^what(?:'s| is| was| are) my\b/i.test(asked)
    ? `You haven't told me your ${subject}, or so long ago that it isn't in the prompt any more. Tell me, and ask again.`
    : null
}

const everything = (earlier: readonly string[]) => {
  const facts = [...factsIn(earlier)].map(([subject, value]) => `- your ${subject}: ${value}`)
  const asides = earlier.flatMap((text) => toRemember(text) ?? []).map((text) => `- ${text}`)
  if (facts.length + asides.length === 0)
    return 'Nothing yet. Tell me something: "my name is …" or "remember that …".'
  return `From our conversation, as far as it's in the prompt:\n${[...facts, ...asides].join('\n')}`
}

const noted = ({ asked }: Heard): string | null => {
  const [told] = factsIn([asked])
  if (told) {
    const [subject, value] = told
    return subject === 'name'
      ? `Nice to meet you, ${value}! Ask me later what your name is: I'll still know it, even after a restart.`
      : `Noted: your ${subject} ${isOrAre(subject)} ${value}. Ask me about it later.`
  }
  const aside = toRemember(asked)
  return aside ? `I'll remember: “${shortened(aside)}”. Ask me later what I remember.` : null
}

const factsIn = (texts: readonly string[]) => {
  const facts = new Map<string, string>()
  for (const text of texts) {
    for (const [, subject = '', value = ''] of text.matchAll(STATED))
      facts.set(subject.toLowerCase(), value.trim())
    const called = CALLED.exec(text)?.[1]
    if (called) facts.set('name', called)
  }
  return facts
}

const STATED =
  /\bmy ([a-z][\w' -]{0,40}?) (?:is|are|was) (?:called )?(?!not\b)([^.!?\n]{1,80}?)(?=[.!?\n]|$|,| and (?:I|I'm|my|what)\b| but )/gi
const CALLED = /\b(?:call me|I(?:'m| am) called) ([\p{L}\p{N}_-]{1,40})/iu

const toRemember = (text: string) =>
  /(?:^|: )(?:please )?remember(?: that|:)? (.{2,200})/i.exec(text)?.[1]?.replace(/[.!]$/, '')

const shortened = (text: string) => (text.length > 200 ? `${text.slice(0, 200).trimEnd()}…` : text)

const isOrAre = (subject: string) => (subject.endsWith('s') ? 'are' : 'is')

const counted = (messages: number) => (messages === 1 ? 'this one message' : `${messages} messages`)

const ordinal = (number: number) => {
  const ending = new Intl.PluralRules('en', { type: 'ordinal' }).select(number)
  return `${number}${{ one: 'st', two: 'nd', few: 'rd', other: 'th', zero: 'th', many: 'th' }[ending]}`
}
