import type { Topic } from './heard.ts'

/** What a newcomer finds here only by being told. */
export const tour: Topic = ({ asked }) => subjects.find(([pattern]) => pattern.test(asked))?.[1] ?? null

/** All there is to try, in a few lines. */
export const thingsToTry = `\
**What there is to try**
- **Commands**: type \`/\`. \`/providers\` says who can answer, \`/mystats\` what you have used, \`/privacy show\` what is kept of you; \`/clear\` forgets it.
- **Buttons**: ask for **a long story** and press Stop while it comes; then Regenerate, or take another provider from the menu.
- **Apps**, in the bar above a message: *Ask Parley about this*, *Report this answer*.
- **Pictures and files**: the plus beside the field, or paste them.
- **Personas**: ask me **who is jim?**
- **Other people**: your name below the channels makes you Grace, who manages this server, or Linus.

Or ask me: **how do I set a key?**, **how does your memory work?**, **what if a provider fails?**, **show me some markdown**.`

type Subject = readonly [pattern: RegExp, text: string]

const personas: Subject = [
  /\bpersonas?\b|\b(who|what|where) is jim\b|\b(talk|speak) (to|with) jim\b/i,
  `\
Two personas come with Parley: **assistant**, helpful and brief, and **jim**, who talks back. Jim is off until somebody who manages a server turns him on:
1. Become **Grace** (click your name below the channels), use \`/chatadmin persona allow\`, and tick both.
2. Become **Linus** and use \`/persona jim\`. From then on Jim answers him, after a second or three of typing.
3. Ask **who are you?**: I tell how my instructions begin. I can't play a part, but a real model does.

More personas are written in \`config/parley.yaml\`: \`docs/personas.md\` says how.`,
]

const commands: Subject = [
  /\b(slash )?commands?\b|\bbuttons?\b/i,
  `\
Type \`/\` to see all commands that you may use. To begin with:
- \`/ask\`: an answer; its options take a file, choose a provider, or keep it private.
- \`/providers\` and \`/setprovider\`: who can answer, and who shall answer you.
- \`/persona\`: as whom.
- \`/mystats\`, \`/chatstats\`: what you have used, and what the bot has done.
- \`/privacy\`: what is kept of you, as a file, or deleted. \`/clear\` forgets a conversation.
- \`/chatadmin\`: for Grace, who manages this server, and for Ada, who runs the bot.

Below an answer stand its buttons, and in the bar above each message its commands, behind **Apps**.`,
]

const pictures: Subject = [
  /\b(pictures?|images?|photos?|attach(ments?)?|upload)\b/i,
  `\
Send me a picture or a text file: with the plus beside the field, by pasting it, or with the option \`attachment\` of \`/ask\`. Pictures go to models that see. I can only tell how large a picture is; a file I can read to you: attach one and ask **what is in the file?**`,
]

const everything: Subject = [
  /\bwhat (all )?(can|could) (you|I|we|it)\b|\bwhat (is there|to try)\b|^\W*help\W*$/i,
  thingsToTry,
]

const subjects = [personas, commands, everything, pictures]
