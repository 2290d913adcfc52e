import { nameOf, type Person } from '../state/world.ts'

/** What Discord keeps of a mention (`<@id>`) as a person types it (`@Name`); the sandbox does the way back. */
export const toTyped = (text: string, members: readonly Person[]) =>
  text.replaceAll(/<@!?(\d+)>/g, (mention, id) => {
    const person = members.find((member) => member.id === id)
    return person ? `@${nameOf(person)}` : mention
  })
