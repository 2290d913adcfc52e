import { ChannelType } from 'discord-api-types/v10'
import { commandTexts } from '../../phrases/commands.ts'
import { channelOption, textOption } from '../define.ts'

const channels = [
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
  ChannelType.GuildForum,
  ChannelType.GuildVoice,
  ChannelType.GuildCategory,
] as const
const threads = [ChannelType.PublicThread, ChannelType.PrivateThread, ChannelType.AnnouncementThread] as const

type Name = Parameters<typeof channelOption>[0]

export const channelOrThread = (name: Name) =>
  channelOption(name, { channel_types: [...channels, ...threads] })
export const channelOrCategory = (name: Name) => channelOption(name, { channel_types: [...channels] })

/** On, off, or as around it. */
export const switchOption = (name: 'chatadmin.channel.answers' | 'chatadmin.thread.answers') =>
  textOption(name, {
    required: true,
    choices: (['on', 'off', 'inherit'] as const).map((value) => ({
      name: commandTexts[`${name}.${value}`],
      value,
    })),
  })

/** Null: as around it. */
export const switchedTo = (value: string | number | boolean | undefined): boolean | null =>
  value === 'inherit' ? null : value === 'on'

export const nameOfPlace = (place: string | null) => (place === null ? 'this server' : `<#${place}>`)
