/**
 * People's words as a model may read them: without what nobody sees, which is how orders are smuggled into text that is
 * pasted or attached, and with what some models' templates take for the border of a message broken apart.
 */
export const harmless = (text: string) =>
  text
    .toWellFormed()
    .replace(tags, '')
    .replace(bidirectional, '')
    .replace(selectorRuns, '$1')
    .replace(controls, '')
    .replace(borders, '$1 ')

// Letters of an alphabet that isn't shown.
const tags = /[\u{e0000}-\u{e0fff}]/gu
// What makes text look other than it is read.
const bidirectional = /[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/g
// One, or a joiner, belongs to an emoji or a word; a row of them is a code.
const selectorRuns =
  /([\ufe00-\ufe0f\u200b-\u200d\u2060-\u2064\ufeff])[\ufe00-\ufe0f\u200b-\u200d\u2060-\u2064\ufeff]+/g
const controls = /[^\P{Cc}\t\n\r\v\f\x85]/gu
// <|im_start|>, <｜User｜>, <start_of_turn>, [INST], <<SYS>> and the like.
const borders = /(<(?=[|｜][^|｜\s<>]{1,40}[|｜]>|(?:start|end)_of_turn>|<\/?SYS>>)|\[(?=\/?INST\]))/gi
