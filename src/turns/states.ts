import type { NewTurn, Origin, TurnState } from './contract.ts'

/**
 * A turn's row as it stands, with the answer's messages in order: null where one is intended and its id unknown. Of a
 * person who was erased, all that tells of him or her is null.
 */
export type Turn = Pick<NewTurn, 'id' | 'guild'> & {
  [Key in 'conversation' | 'channel' | 'author']: string | null
} & {
  origin: Origin | null
  attempt: number
  parts: readonly (string | null)[]
  state: TurnState
}

type StateName = TurnState['is']

/** The states in which something is still to be done. */
export const open = ['received', 'answering', 'composed'] as const satisfies StateName[]

/** From where a turn may come to each state. */
export const comesFrom = {
  answering: ['received'],
  composed: ['answering', 'composed'],
  answered: ['composed'],
  refused: ['answering', 'composed'],
  'given up': open,
  silent: open,
} as const satisfies Record<Exclude<StateName, 'received'>, readonly StateName[]>

export type TurnRow = {
  id: string
  origin: Origin | null
  conversation: string | null
  channel: string | null
  guild: string | null
  author: string | null
  state: StateName
  attempt: number
  instance: string | null
  parts: string[]
  text: string | null
  outcome: string | null
}

export const turnOf = (row: TurnRow): Turn => ({
  id: row.id,
  origin: row.origin,
  conversation: row.conversation,
  channel: row.channel,
  guild: row.guild,
  author: row.author,
  attempt: row.attempt,
  parts: partsOf(row.parts),
  state: stateOf(row),
})

export const partsOf = (parts: readonly (string | null)[]) =>
  parts.map((part) => (part === '0' ? null : part))

const stateOf = (row: TurnRow): TurnState => {
  switch (row.state) {
    case 'received':
    case 'given up':
      return { is: row.state }
    case 'answering':
      return { is: row.state, instance: row.instance ?? '' }
    case 'composed':
      return { is: row.state, text: row.text }
    case 'answered':
      return { is: row.state, finish: finishOf(row.outcome) }
    case 'refused':
      return { is: row.state, code: row.outcome ?? '' }
    case 'silent':
      return { is: row.state, rule: row.outcome ?? '' }
  }
}

const finishOf = (outcome: string | null) =>
  outcome === 'length' || outcome === 'stopped' ? outcome : 'stop'
