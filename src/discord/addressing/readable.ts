import type { APIGuildMember, APIUser } from 'discord-api-types/v10'

type Named = Pick<APIUser, 'id' | 'username' | 'global_name'> & { member?: Pick<APIGuildMember, 'nick'> }

/** Discord's markup as the person who typed it saw it: names for ids. */
export const readable = (content: string, { mentions }: { mentions: readonly Named[] }): string =>
  content
    .replaceAll(/<@!?(\d+)>/g, (_, id) => {
      const user = mentions.find((mention) => mention.id === id)
      return user ? `@${displayNameOf(user, user.member?.nick)}` : '@somebody'
    })
    .replaceAll(/<@&\d+>/g, '@role')
    .replaceAll(/<#\d+>/g, '#channel')
    .replaceAll(/<a?(:\w+:)\d+>/g, '$1')
    .replaceAll(/<(\/[^:<>]+):\d+>/g, '$1')
    .replaceAll(/<t:(-?\d{1,12})(?::\w)?>/g, (_, seconds) => new Date(Number(seconds) * 1000).toISOString())
    .trim()

const LONGEST_NAME = 32

/** What a person is called here, on one line and without anything that could pass for markup. */
export const displayNameOf = (user: Named, nick?: string | null): string => {
  const name = nick ?? user.global_name ?? user.username
  const plain = name
    .normalize('NFKC')
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/[\p{C}\p{Default_Ignorable_Code_Point}]/gu, '')
    .replaceAll(/[*_~`|<>[\](){}#@:\\]/g, '')
  return Array.from(plain.trim()).slice(0, LONGEST_NAME).join('').trim() || 'Somebody'
}
