import type { Question } from '../question.ts'
import { aboutParley } from './about-parley.ts'
import { code } from './code.ts'
import { commands } from './commands.ts'
import { files } from './files.ts'
import { listenTo, type Heard, type Topic } from './heard.ts'
import { images } from './images.ts'
import { markdown } from './markdown.ts'
import { memory } from './memory.ts'
import { smallTalk } from './small-talk.ts'
import { story } from './story.ts'

// The first that has something to say says it.
const topics: readonly Topic[] = [
  commands,
  images,
  files,
  memory,
  code,
  story,
  markdown,
  aboutParley,
  smallTalk,
]

/** What the practice model says. The same prompt always gets the same words. */
export const reply = (question: Question) => {
  const heard = listenTo(question)
  if (heard.asked === '' && heard.images.length === 0) return nothingAsked
  return topics.map((topic) => topic(heard)).find((said) => said !== null) ?? atALoss(heard)
}

const nothingAsked =
  'I got a prompt without a question in it. Ask me something: "what is Parley?", for example.'

const atALoss = ({ keyName }: Heard) => `\
I'm a practice model: a handful of prepared answers, no understanding, and for this one I have none. \
With a real model's key (\`${keyName}=…\` in \`.env\`, then a restart) the same bot would answer it.

Here is what I can do:
- **what can you do?**: all that there is to try here, with **commands**, **personas** and **pictures**
- **what is Parley?**, **how do I set a key?**, **how does your memory work?**, **what if a provider fails?**
- **my name is Ada**, and later **what is my name?**
- **show me some markdown**, **show me code in Go**, **tell me a long story**, **write a long program**
- **say exactly: anything**, **repeat 300 words**, **count to 20**`
