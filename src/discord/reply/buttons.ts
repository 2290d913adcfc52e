import {
  ButtonStyle,
  ComponentType,
  type APIButtonComponentWithCustomId,
  type APIMessageTopLevelComponent,
  type APIStringSelectComponent,
} from 'discord-api-types/v10'
import { answerTexts } from '../phrases/answers.ts'

type Options = {
  turn: string
  /** Those that may be chosen, by name. */
  providers: () => readonly string[]
  /** Discord withholds what people reply to the answer: a button takes its place. */
  withReply: boolean
}

/** What may be done with an answer. */
export type Controls = 'none' | 'stop' | 'again'

export type Buttons = (controls: Controls) => APIMessageTopLevelComponent[]

/** What may be pressed below an answer. All that pressing must know is in the ids: they work after a restart. */
export const createButtons =
  ({ turn, providers, withReply }: Options): Buttons =>
  (controls) => {
    switch (controls) {
      case 'none':
        return []
      case 'stop':
        return [row(button('stop', ButtonStyle.Secondary, turn))]
      case 'again': {
        const again = button('again', ButtonStyle.Secondary, turn)
        const reply = withReply ? [button('reply', ButtonStyle.Primary, turn)] : []
        const names = providers()
        return [row(again, ...reply), ...(names.length > 1 ? [row(menu(names, turn))] : [])]
      }
    }
  }

export const noButtons: Buttons = () => []

type Action = 'stop' | 'again' | 'with' | 'reply'

const idOf = (action: Action, turn: string) => `answer:${action}:${turn}`

const row = (
  ...components: (APIButtonComponentWithCustomId | APIStringSelectComponent)[]
): APIMessageTopLevelComponent => ({ type: ComponentType.ActionRow, components })

const button = (
  action: Exclude<Action, 'with'>,
  style: ButtonStyle.Primary | ButtonStyle.Secondary,
  turn: string,
): APIButtonComponentWithCustomId => ({
  type: ComponentType.Button,
  style,
  custom_id: idOf(action, turn),
  label: answerTexts[`answer.${action}`],
})

/** As many as Discord lets a menu have. */
const MOST_OPTIONS = 25

const menu = (providers: readonly string[], turn: string): APIStringSelectComponent => ({
  type: ComponentType.StringSelect,
  custom_id: idOf('with', turn),
  placeholder: answerTexts['answer.with'],
  options: providers.slice(0, MOST_OPTIONS).map((name) => ({ label: name, value: name })),
})
