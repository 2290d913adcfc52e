import type { Heard, Topic } from './heard.ts'
import { thingsToTry, tour } from './tour.ts'

export const aboutParley: Topic = (heard) => {
  const { asked } = heard
  if (identity.test(asked)) return self(heard)
  const [, text] = subjects.find(([pattern]) => pattern.test(asked)) ?? []
  return tour(heard) ?? (typeof text === 'function' ? text(heard) : (text ?? null))
}

type Subject = readonly [pattern: RegExp, text: string | ((heard: Heard) => string)]

const identity =
  /\b(who|what) are you\b|\bare you (real|a bot|an? ai|human|chatgpt|gpt|gemini|llama)\b|\bpractice model\b|\bwhat model\b|\bwhich model\b/i

const self = ({ asked, instructions, keyName }: Heard) => {
  const told = firstSentence.exec(instructions)?.[0]
  const parts = [
    `\
I'm the **practice model** that comes with Parley: a small program with prepared answers. I stand in for Groq, Gemini and OpenAI as long as there is no key, so that you can try the bot without one. Everything around me is real: the bot, the streaming, the database, the memory.

Put \`${keyName}=…\` into \`.env\` and start again, and a real model answers here.`,
    ...(told === undefined ? [] : [`My instructions begin with “${told}” A real model follows them.`]),
    ...(/\bwhat can\b/i.test(asked) ? [thingsToTry] : []),
  ]
  return parts.join('\n\n')
}

const firstSentence = /^[^\n]{1,200}?[.!?](?=\s|$)/

const keys: Subject = [
  /\b(api.?)?keys?\b|\breal (model|provider|ai|llm)\b|\b(set ?up|use|connect|plug)\b.*\b(groq|gemini|openai|gpt|llama|provider|model)\b|\.env\b/i,
  `\
To talk to a real model:
1. Get a key from one of them: **Groq** (<https://console.groq.com/keys>), **Gemini** (<https://aistudio.google.com/apikey>) or **OpenAI** (<https://platform.openai.com/api-keys>). The first two have free plans.
2. Write it into the file \`.env\` beside \`package.json\`:
\`\`\`ini
GROQ_API_KEY=your key
# or GEMINI_API_KEY, or OPENAI_API_KEY; more than one is better: if one fails, the next one answers
\`\`\`
3. Stop Parley with Ctrl+C and run \`npm start\` again.

Never write a key into a message or into \`parley.yaml\`.`,
]

const howMemoryWorks: Subject = [
  /\b(memory|remember|forget|history|context|persist)\b/i,
  ({ messages }) => `\
Parley keeps our conversation in Postgres, so it outlives a restart. With each of your questions it sends me the latest messages (\`general.max_history\`, 20 unless it's set) and I know nothing besides them: just now ${messages === 1 ? "it's this one message" : `it's ${messages} messages`}. After \`general.conversation_timeout_hours\` of silence (24 unless set) a conversation is deleted. If you delete or edit a message, it's deleted or edited in the history, too.

Try it: write "my name is Ada", then something else, then "what is my name?".`,
]

const failing: Subject = [
  /\b(fail(s|ed|ing|over|ure)?|outage|(is|are|goes) down|fall ?back|unavailable|rate.?limit(ed|s)?|priority)\b/i,
  `\
When a provider fails, Parley asks the next one in \`providers.priority\` (Groq, Gemini, OpenAI unless it's set), and you get your answer all the same.

You can watch that here, because I can fail in every way that the real ones do. In a terminal, with this page's port:
\`\`\`bash
curl http://127.0.0.1:5050/practice/faults -H 'content-type: application/json' \\
  -d '{"provider": "groq", "fault": "overloaded"}'
\`\`\`
Then ask me anything. \`docs/practice-provider.md\` has all the faults.`,
]

const discord: Subject = [
  /\b(discord|token|invite|server|guild)\b/i,
  `\
To bring this bot to your Discord server: make an application at <https://discord.com/developers/applications>, press **Reset Token** under Bot, write \`DISCORD_TOKEN=…\` into \`.env\`, and run \`npm start\` again. It prints the link that invites the bot. It needs no privileged intents. The README goes through it step by step.

There, people reach it by mentioning it, by replying to it, or by a direct message.`,
]

const kubernetes: Subject = [
  /\b(kubernetes|k8s|helm|pods?|deploy(ment|ed|ing)?|production|docker|container)\b/i,
  `\
Parley is made for Kubernetes: its settings are a ConfigMap or a plain \`parley.yaml\`, its keys are secrets, it serves \`/livez\`, \`/readyz\` and \`/metrics\`, and on SIGTERM it finishes the answers that it has begun. None of that is needed here: on a laptop \`npm start\` is all, and it brings its own Postgres.`,
]

const streaming: Subject = [
  /\b(stream(s|ed|ing)?|typing|edit(s|ed|ing)?|2,?000|split(s|ting)?)\b/i,
  `\
My words come in small chunks, as a real model's do. Parley shows that it's typing, posts the first words as soon as there are enough of them, and edits the message as more come in. What is longer than Discord's 2,000 characters goes on in further messages; a code block that has to be cut is closed and opened again. Ask for **a long program** to see it.`,
]

const sandbox: Subject = [
  /\b(sandbox|this page|where am I|fake|test(ing)?|try (it|this) out)\b/i,
  `\
This is Parley's **sandbox**: a Discord of its own on your computer, so that the bot can be tried without a token. You may be one of several people, in channels or in a direct message. The bot behaves as it does on real Discord; only I, the model, am a stand-in until you set a provider's key.`,
]

const privacy: Subject = [
  /\b(privacy|private|data|store[ds]?|gdpr|logs?)\b/i,
  `\
I'm a part of the program on this computer: what you write to me goes nowhere else. Parley keeps conversations in its Postgres database until they expire, and writes nothing of them into its logs. With a real provider's key, the messages of a conversation are sent to that provider.`,
]

const database: Subject = [
  /\b(postgres(ql)?|database|sql|db)\b/i,
  `\
Parley always uses Postgres: yours, if you set \`DATABASE_URL\`, otherwise one that it starts itself, with its files in \`.data/\`. That is where conversations are kept.`,
]

const settings: Subject = [
  /\b(settings?|config(ure|uration)?|parley\.yaml|system prompt|temperature)\b/i,
  `\
Parley's settings are in \`config/parley.yaml\`; without that file the defaults hold. For example:
\`\`\`yaml
general:
  system_prompt: You are a friendly pirate.
  max_history: 20
providers:
  priority: [groq, gemini, openai]
\`\`\`
(I'm no pirate, whatever the system prompt says: a practice model can't follow one.) What's wrong in it is refused at the start, with a sentence for each mistake.`,
]

const parley: Subject = [
  /\bparley\b|\bwhat is this\b|\bhelp\b/i,
  `\
**Parley** is an AI chat bot for Discord that is at home on Kubernetes.
- It answers with Groq, Gemini, OpenAI or any OpenAI-compatible server, and **changes to the next** when one fails.
- It **remembers** the conversation in Postgres.
- It **streams**: you see the answer while it is being written.
- It runs **without anything** on a laptop, as it does here, in its sandbox.

I'm its practice model. Ask me **what can you do?**, how to set a key, how memory works, what happens when a provider fails; or for some markdown, some code, or a long story.`,
]

const subjects = [
  keys,
  failing,
  howMemoryWorks,
  sandbox,
  kubernetes,
  streaming,
  settings,
  database,
  privacy,
  discord,
  parley,
]
