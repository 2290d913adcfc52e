import { setTimeout as sleep } from 'node:timers/promises'
import type { APIMessage } from 'discord-api-types/v10'
import type { FakeDiscord } from '../../src/sandbox/fake-discord.ts'

const STEP_MS = 250
const STEPS = 6

/** Answers over REST as the real bot does: typing, a first message, edits, and as many messages as it needs. */
export const startScriptedBot = (discord: FakeDiscord): Disposable => {
  const call = async <Answer>(method: string, path: string, body?: object): Promise<Answer | undefined> => {
    const response = await fetch(`${discord.apiUrl}/v10${path}`, {
      method,
      headers: { authorization: `Bot ${discord.token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    return response.status === 200 ? JSON.parse(await response.text()) : undefined
  }

  const answer = async (question: APIMessage) => {
    const messages = `/channels/${question.channel_id}/messages`
    await call('POST', `/channels/${question.channel_id}/typing`)
    await sleep(3 * STEP_MS)
    let reply_to = question.id
    for (const part of partsFor(question.content)) {
      const piece = Math.ceil(part.length / STEPS)
      const shown = await call<APIMessage>('POST', messages, {
        content: part.slice(0, piece),
        message_reference: { message_id: reply_to },
        allowed_mentions: { parse: [] },
      })
      if (!shown) return
      reply_to = shown.id
      for (let step = 2; step <= STEPS; step += 1) {
        await sleep(STEP_MS)
        await call('PATCH', `${messages}/${shown.id}`, { content: part.slice(0, step * piece) })
      }
    }
  }

  return discord.world.listen((happening) => {
    if (happening.is !== 'message created') return
    const { message } = happening.entry
    const addressed =
      happening.channel.kind === 'dm' || message.mentions.some(({ id }) => id === discord.botId)
    if (addressed && !message.author.bot) void answer(structuredClone(message)).catch(() => {})
  })
}

const partsFor = (question: string) => {
  if (/long program/.test(question)) return [program(1, 20), program(21, 32)]
  if (/who are you/i.test(question)) return [introduction]
  return [
    `You said: “${question.replace(/<@\d+>\s*/, '')}”. I will keep that in mind for the rest of this talk.`,
  ]
}

const program = (first: number, last: number) => {
  const lines = Array.from(
    { length: last - first + 1 },
    (_, index) => `print("line ${first + index}")  # one of many lines that make this program long`,
  )
  return ['```python', ...lines, '```'].join('\n')
}

const introduction = `Hi! I'm **Parley**, an AI chat bot that is at home on Kubernetes. A few things I do:

- **answer in streamed edits**, as fast as the model writes
- **remember** what we said, per person, channel or thread
- *change provider* when one fails, so that you needn't notice

Code stays whole and keeps its colours:

\`\`\`ts
for await (const event of router.answer(prompt, signal)) {
  if (event.type === 'text') reply.write(event.text)
}
\`\`\`
Mention me or reply to this message to go on.`
