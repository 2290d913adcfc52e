import type { Topic } from './heard.ts'

export const story: Topic = ({ asked }) => {
  if (!/\b(story|tale|novel|essay)\b|\blong (answer|text|message|reply)\b/i.test(asked)) return null
  return /\bshort\b/i.test(asked) ? paragraphs.slice(0, 2).join('\n\n') : paragraphs.join('\n\n')
}

// Over 2,000 characters, so that a bot on Discord has to split it.
const paragraphs = [
  '**The lighthouse that was never dark**',
  `On a rock off a busy coast stood a lighthouse with three keepers. The first, a quick young woman, could light the lamp before the bell of the harbour had finished striking. The second knew the name of every star and every ship. The third had been there the longest, and sailors who asked him for the way got an answer that their grandchildren still repeated. The harbour master had written their names on a slate, in the order in which they were to be called.`,
  `Most nights, only the first name mattered. A ship would sound its horn, the harbour master would ring, and the light would go on. But there was a clause in the contract: no keeper could be rung more than thirty times in an hour, for their arms grew tired. So one night, when a whole fleet of herring boats came home at once, the first keeper called down the stairs: “I need a rest! Come back in twenty seconds.”`,
  `A lesser harbour master would have stood there and counted. This one didn't. He rang the second keeper at once, and the boats never noticed that the light which led them home was held by another hand. When the twenty seconds were over he rang the first again, because she was the first on the slate, and that was that.`,
  `Then came the winter of the great storm. In the middle of a sentence (for this light spoke, in flashes, and the captains wrote down what it said) the second keeper's lamp went out. Half a warning hung in the air: “Beware of the”. The captains looked at each other. Beware of the what?`,
  `The harbour master neither pretended that the sentence was finished nor sent the rest of another one after it. He wiped the half sentence from the board, rang the third keeper, and had the whole warning given anew: “Beware of the sandbank by the old pier; keep to the east.” It took a breath longer. Nobody ran aground.`,
  `What the captains loved most, though, was something else. The harbour master kept a book. In it stood what each of them had asked and what the light had answered, and when a captain came back, the keeper on duty was handed the last pages before the bell was rung. “You said you were carrying oranges,” the light would say. “Did they arrive well?” Even when the harbour office burned down to its doorstep and was built up again by the morning, the book was there, because it had never been kept in the office: it lay in the vault of the bank.`,
  `Years later somebody asked the harbour master what the secret was of a light that was never dark. He thought for a while. “There's no secret,” he said. “Every lamp goes out some day. You only have to know whom to ring next, to begin a broken sentence again from its beginning, and to write things down where the fire can't get them.”`,
  `And in the distance, a horn sounded, and he rang the bell.`,
]
