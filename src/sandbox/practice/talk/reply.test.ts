import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Message } from '../question.ts'
import { longProgram } from './long-program.ts'
import { reply } from './reply.ts'

/** What it says after a conversation in which people wrote these. */
const replyTo = (...texts: string[]) => replyAs('', ...texts)

/** The same, by a model that was told these. */
const replyAs = (system: string, ...texts: string[]) => {
  const answered = texts.flatMap((text): Message[] => [
    { role: 'user', text, images: [] },
    { role: 'assistant', text: 'I see.', images: [] },
  ])
  const key = { provider: 'groq', model: 'any', key: 'any', system } as const
  return reply({
    ...key,
    messages: answered.slice(0, -1),
    stream: true,
    includeUsage: false,
    maxTokens: null,
    temperature: null,
  })
}

describe('the practice model', () => {
  test.each([
    ['Hello!', /practice model/],
    ['What is Parley?', /AI chat bot for Discord/],
    ['Who are you?', /prepared answers/],
    ['How do I set a key?', /GROQ_API_KEY=/],
    ['How does your memory work?', /Postgres/],
    ['What happens when Groq fails?', /asks the next one/],
    ['How do I get it onto Discord?', /DISCORD_TOKEN/],
    ['Does it run on Kubernetes?', /ConfigMap/],
    ['What can you do?', /`\/privacy show`.*Stop.*who is jim\?/s],
    ['Who are you, and what can you do?', /prepared answers.*\*\*What there is to try\*\*/s],
    ['Which commands are there?', /`\/setprovider`/],
    ['Who is Jim?', /`\/chatadmin persona allow`/],
    ['Can I send you a picture?', /plus beside the field/],
    ['Show me some markdown', /\*\*Bold\*\*/],
    ['What is 6 * 7?', /= 42/],
    ['Why is the sky blue?', /I'm a practice model: .*GROQ_API_KEY/s],
  ])('%s', (question, expected) => {
    expect(replyTo(question)).toMatch(expected)
  })

  test('tells how its instructions begin, so that personas can be seen', () => {
    const said = replyAs('You are Jim, a cheeky one.\n\nNever swear.', 'Who are you?')
    expect(said).toContain('“You are Jim, a cheeky one.”')
    expect(said).not.toContain('Never swear')
  })

  test('says the same to the same prompt', () => {
    expect(replyTo('Tell me a story')).toBe(replyTo('Tell me a story'))
  })

  test('knows a name, a fact and what it was asked to remember, from the prompt alone', () => {
    expect(replyTo('My name is Ada and I like tea')).toContain('Nice to meet you, Ada!')
    expect(replyTo('My name is Ada and I like tea', 'Hm', 'What is my name?')).toContain('Your name is Ada.')
    expect(replyTo('my name is Ada', 'my name is Bob', 'who am I?')).toContain('Your name is Bob.')
    expect(replyTo('My favourite colour is green.', "What's my favourite colour?")).toContain('green')
    expect(replyTo('Remember that the milk is sour.', 'What do you remember?')).toContain(
      '- the milk is sour',
    )
    expect(replyTo('Hm', 'What is my name?')).toContain("haven't told me your name")
  })

  test('is not confused by the names that stand before what is said in a shared conversation', () => {
    expect(replyTo('Ann: remember that the milk is sour', 'Bob: what do you remember?')).toContain(
      '- the milk',
    )
    expect(replyTo('Ann: call me Annie', 'Ann: who am I?')).toContain('Your name is Annie.')
    expect(replyTo('Ann: 2 + 2?')).toContain('2 + 2 = 4')
  })

  test('knows what was said first and last, and how much', () => {
    expect(replyTo('apples', 'pears', 'plums', 'What did I say first?')).toContain('“apples”')
    expect(replyTo('apples', 'pears', 'plums', 'What did I just say?')).toContain('“plums”')
    expect(replyTo('apples', 'pears', 'How many messages have I sent?')).toMatch(/3rd message .* 5 messages/)
  })

  test('repeats and counts, to the letter', () => {
    expect(replyTo('Ada: say exactly:  two spaces,\n\na line ')).toBe(' two spaces,\n\na line')
    expect(replyTo('repeat 3 words')).toBe('word1 word2 word3')
    expect(replyTo('Please count to 4')).toBe('1, 2, 3, 4')
  })

  test('tells a long story in paragraphs, and a short one', () => {
    const story = replyTo('Tell me a long story')
    expect(story.length).toBeGreaterThan(2000)
    expect(story.split('\n\n').length).toBeGreaterThan(5)
    expect(replyTo('Tell me a short story').length).toBeLessThan(1000)
  })

  test('writes code in the language that it is asked for', () => {
    expect(replyTo('Show me some code in Go')).toMatch(/```go\npackage main\n[\s\S]+\n```/)
    expect(replyTo('Show me some code')).toMatch(/```typescript\n/)
  })

  test('writes a program in one block of over 2,000 characters, which works', () => {
    const block = /```typescript\n([\s\S]+?)\n```/.exec(replyTo('Write a long program'))?.[1]
    expect(block).toBe(longProgram)
    expect(longProgram.length).toBeGreaterThan(2000)
    const folder = mkdtempSync(join(tmpdir(), 'practice-'))
    try {
      const file = join(folder, 'calculator.ts')
      writeFileSync(file, longProgram)
      const output = execFileSync(process.execPath, [
        '--disable-warning=ExperimentalWarning',
        file,
        '2 * (3 + 4) - 2 ^ 3 / -4',
      ])
      expect(output.toString()).toBe('16\n')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('gives a hint when there is no question at all', () => {
    expect(replyTo('')).toContain('without a question')
  })
})
