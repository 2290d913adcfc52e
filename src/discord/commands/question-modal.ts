import {
  ComponentType,
  TextInputStyle,
  type APIModalInteractionResponseCallbackData,
} from 'discord-api-types/v10'

type Options = { customId: string; title: string; label: string; placeholder: string }

/** As long as Discord lets a text field be. */
const LONGEST_TEXT = 4000

/** Asks for a question: the field `question`. */
export const questionModal = ({
  customId,
  title,
  label,
  placeholder,
}: Options): APIModalInteractionResponseCallbackData => ({
  custom_id: customId,
  title,
  components: [
    {
      type: ComponentType.Label,
      label,
      component: {
        type: ComponentType.TextInput,
        custom_id: 'question',
        style: TextInputStyle.Paragraph,
        placeholder,
        min_length: 1,
        max_length: LONGEST_TEXT,
        required: true,
      },
    },
  ],
})
