import type { Standing, Whereabouts } from '../../preferences/contract.ts'
import type { Places } from '../places.ts'
import type { Caller } from './contract.ts'

type About = {
  /** People whose words would stand in a prompt. */
  others?: readonly string[]
  /** What holds for the whole server, whatever its channels say. */
  serverWide?: boolean
}

/** What people and servers chose, for who interacts and where. */
export type StandingOf = (
  caller: Pick<Caller, 'author' | 'guild' | 'channel'>,
  about?: About,
) => Promise<Standing>

export const createStandingOf =
  (
    places: Pick<Places, 'whereabouts'>,
    readStanding: (whereabouts: Whereabouts) => Promise<Standing>,
  ): StandingOf =>
  async ({ author, guild, channel }, { others = [], serverWide = false } = {}) => {
    const around = serverWide ? [] : (await places.whereabouts(channel, guild)).places
    return readStanding({ person: author.id, guild, places: around, others })
  }
