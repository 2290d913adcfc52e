import {
  type APIModalInteractionResponseCallbackData,
  ApplicationCommandOptionType as Option,
  ApplicationCommandType as Command,
  ButtonStyle,
  ComponentType as Type,
  type RESTPostAPIApplicationCommandsJSONBody,
  TextInputStyle,
} from 'discord.js'

/** What the small bot registers, and the buttons, menus and form that it shows. */
export const commands: RESTPostAPIApplicationCommandsJSONBody[] = [
  { name: 'ping', description: 'Says that it is there' },
  {
    name: 'ask',
    description: 'Asks a model and waits for what it says',
    options: [
      { type: Option.String, name: 'question', description: 'What you want to know', required: true },
      { type: Option.Attachment, name: 'file', description: 'Something to look at' },
      { type: Option.Boolean, name: 'private', description: 'Whether you alone see the answer' },
      {
        type: Option.String,
        name: 'provider',
        description: 'Who answers',
        choices: [
          { name: 'Groq', value: 'groq' },
          { name: 'Google Gemini', value: 'gemini' },
        ],
      },
    ],
  },
  {
    name: 'garden',
    description: 'Things of the garden',
    options: [
      {
        type: Option.Subcommand,
        name: 'plant',
        description: 'Plants something',
        options: [
          {
            type: Option.String,
            name: 'plant',
            description: 'What to plant',
            required: true,
            autocomplete: true,
          },
          { type: Option.Integer, name: 'count', description: 'How many', required: true, min_value: 1 },
          { type: Option.User, name: 'for', description: 'Whom it is for' },
          { type: Option.Channel, name: 'where', description: 'In which channel' },
          { type: Option.Role, name: 'keepers', description: 'Who waters it' },
        ],
      },
      { type: Option.Subcommand, name: 'report', description: 'Opens a form about the garden' },
      { type: Option.Subcommand, name: 'take', description: 'Gives you alone all of it, as a file' },
    ],
  },
  { name: 'menu', description: 'Shows buttons and menus' },
  { name: 'secret', description: 'Tells you alone, after some thought' },
  { name: 'silence', description: 'Never answers' },
  { name: 'clear', description: 'Clears everything', default_member_permissions: '32' },
  { name: 'Count the words', type: Command.Message },
  { name: 'Wave', type: Command.User },
]

const button = (
  custom_id: string,
  label: string,
  style: ButtonStyle.Primary | ButtonStyle.Secondary | ButtonStyle.Success | ButtonStyle.Danger,
  disabled = false,
) => ({ type: Type.Button, custom_id, label, style, disabled }) as const

export const rows = [
  {
    type: Type.ActionRow,
    components: [
      button('again', 'Again', ButtonStyle.Primary),
      button('form', 'Open a form', ButtonStyle.Secondary),
      button('apart', 'In private', ButtonStyle.Success),
      button('stuck', 'Stuck', ButtonStyle.Danger),
      button('off', 'Not now', ButtonStyle.Secondary, true),
    ],
  },
  {
    type: Type.ActionRow,
    components: [
      { type: Type.Button, style: ButtonStyle.Link, label: 'Read more', url: 'https://example.com/' },
    ],
  },
  {
    type: Type.ActionRow,
    components: [
      {
        type: Type.StringSelect,
        custom_id: 'soil',
        placeholder: 'Choose a soil',
        options: [
          { label: 'Sand', value: 'sand', description: 'Dry and warm' },
          { label: 'Clay', value: 'clay', description: 'Wet and heavy' },
          { label: 'Peat', value: 'peat' },
        ],
      },
    ],
  },
  {
    type: Type.ActionRow,
    components: [
      {
        type: Type.StringSelect,
        custom_id: 'herbs',
        placeholder: 'Choose herbs',
        min_values: 2,
        max_values: 3,
        options: ['basil', 'mint', 'sage', 'dill'].map((value) => ({ label: value, value })),
      },
    ],
  },
  {
    type: Type.ActionRow,
    components: [{ type: Type.UserSelect, custom_id: 'who', placeholder: 'Whom to ask' }],
  },
] as const

export const form: APIModalInteractionResponseCallbackData = {
  custom_id: 'report',
  title: 'About the garden',
  components: [
    {
      type: Type.ActionRow,
      components: [
        {
          type: Type.TextInput,
          custom_id: 'name',
          label: 'Your name',
          style: TextInputStyle.Short,
          min_length: 2,
          max_length: 30,
          placeholder: 'As it stands on the gate',
        },
      ],
    },
    {
      type: Type.Label,
      label: 'What happened?',
      description: 'As long as you like',
      component: {
        type: Type.TextInput,
        custom_id: 'story',
        style: TextInputStyle.Paragraph,
        required: false,
        max_length: 1000,
      },
    },
    {
      type: Type.Label,
      label: 'Weather',
      component: {
        type: Type.StringSelect,
        custom_id: 'weather',
        required: false,
        placeholder: 'As it was',
        options: ['sun', 'rain', 'snow'].map((value) => ({ label: value, value })),
      },
    },
  ],
}
