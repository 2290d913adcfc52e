import type { Topic } from './heard.ts'

export const markdown: Topic = ({ asked }) =>
  /\b(markdown|formatting|table|bullet points?|a list)\b/i.test(asked) ? demonstration : null

const demonstration = `\
## What a message can look like
**Bold**, *italic*, __underlined__, ~~struck out~~, \`inline code\`, ||a spoiler||, and a [link](https://www.postgresql.org/docs/).

A list:
- one thing
- another thing
  - a detail of it

Steps:
1. Ask
2. Read
3. Ask again

> A quotation,
> over two lines.

Discord doesn't draw tables, so one stands in a code block:
\`\`\`text
| provider | key            |
| -------- | -------------- |
| Groq     | GROQ_API_KEY   |
| Gemini   | GEMINI_API_KEY |
| OpenAI   | OPENAI_API_KEY |
\`\`\`
-# And this is small print.`
