import type { Live } from '../lib/live.ts'
import type { History } from './contract.ts'

/** Speaks to the one that the settings name at the moment; what is amended or forgotten is so in both. */
export const createHistory = (
  persist: Live<boolean>,
  { stored, memory }: { stored: History; memory: History },
): History => {
  const chosen = () => (persist.current ? stored : memory)
  const both = async (change: (history: History) => Promise<void>) => {
    await Promise.all([stored, memory].map(change))
  }
  const sum = async (forget: (history: History) => Promise<number>) => {
    const gone = await Promise.all([stored, memory].map(forget))
    return gone.reduce((all, count) => all + count, 0)
  }
  return {
    recall: (db, conversation, window) => chosen().recall(db, conversation, window),
    remember: (db, conversation, entries) => chosen().remember(db, conversation, entries),
    replaceAnswer: (db, answer, by) => both((history) => history.replaceAnswer(db, answer, by)),
    amend: (db, turn, text) => both((history) => history.amend(db, turn, text)),
    forgetQuestions: (db, turns) => both((history) => history.forgetQuestions(db, turns)),
    forgetAnswers: (db, turns) => both((history) => history.forgetAnswers(db, turns)),
    forgetPerson: (db, author, conversation) =>
      sum((history) => history.forgetPerson(db, author, conversation)),
    forgetPersonOnServer: (db, author, guild) =>
      sum((history) => history.forgetPersonOnServer(db, author, guild)),
    forgetEverybody: (db) => sum((history) => history.forgetEverybody(db)),
  }
}
