import { MessageFlags } from 'discord-api-types/v10'
import type { OpenReply, SaidEvent } from '../../chat/contract.ts'
import { sayRefusal } from '../phrases/en.ts'
import type { DiscordRest, Interacting } from '../rest.ts'

type Options = {
  rest: Pick<DiscordRest, 'followUp'>
  /** Who pressed the button. */
  interaction: Interacting
  signal: AbortSignal
}

/** The same reply, but that whoever asked for another answer alone is told why there is none: the one before stays. */
export const whispering =
  (open: OpenReply, { rest, interaction, signal }: Options): OpenReply =>
  (turn, how) => {
    const reply = open(turn, how)
    let hasSpoken = false
    const listen = async function* (answer: AsyncIterable<SaidEvent>) {
      for await (const event of answer) {
        hasSpoken ||= event.type === 'text'
        yield event
      }
    }
    return {
      ...reply,
      deliver: (answer, notices) => reply.deliver(listen(answer), notices),
      async refuse(refusal, where) {
        if (hasSpoken) return reply.refuse(refusal, where)
        const message = { content: sayRefusal(refusal), flags: MessageFlags.Ephemeral }
        await rest.followUp(interaction, { ...message, allowed_mentions: { parse: [] } }, signal)
        return { is: 'complete' }
      },
    }
  }
