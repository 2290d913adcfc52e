import * as fc from 'fast-check'

/** Any settings that an operator may write down, whole: what is optional may be left out. */
export const arbitrarySettings = () =>
  fc.record({
    general: fc.record({
      system_prompt: fc.string({ minLength: 1, maxLength: 300, unit: 'binary' }),
      max_history: fc.integer({ min: 0, max: 1000 }),
      max_prompt_tokens: fc.integer({ min: 500, max: 2_000_000 }),
      conversation_timeout_hours: above(0, 8760),
      persist_conversations: fc.boolean(),
      conversation_scope: fc.constantFrom('user', 'user_everywhere', 'channel'),
      default_persona: fc.constantFrom('assistant', 'pirate'),
      natural_delay: fc.boolean(),
      operators: fc.array(fc.stringMatching(/^[1-9]\d{16,19}$/), { maxLength: 3 }),
    }),
    rate_limiting: fc.record({
      user_cooldown: fc.double({ min: 0, max: 86_400, noNaN: true }),
      user_requests_per_minute: perMinute(),
      channel_requests_per_minute: perMinute(),
      guild_requests_per_minute: perMinute(),
      global_requests_per_minute: perMinute(),
      roles: fc.dictionary(
        discordId(),
        fc.record(
          {
            user_cooldown: fc.double({ min: 0, max: 86_400, noNaN: true }),
            user_requests_per_minute: perMinute(),
          },
          { requiredKeys: [] },
        ),
        { maxKeys: 2 },
      ),
      request_timeout: above(0, 600),
      first_token_timeout: above(0, 600),
      idle_timeout: above(0, 600),
      answer_timeout: above(0, 3600),
    }),
    access: fc.record({
      direct_messages: fc.constantFrom('on', 'operators', 'off'),
      allow_guilds: discordIds(),
      block_guilds: discordIds(),
      allow_channels: discordIds(),
      block_channels: discordIds(),
      allow_users: discordIds(),
      block_users: discordIds(),
      allow_roles: discordIds(),
      block_roles: discordIds(),
    }),
    budgets: fc.record({
      user_tokens_per_day: tokensPerDay(),
      user_cost_per_day: costPerDay(),
      guild_tokens_per_day: tokensPerDay(),
      guild_cost_per_day: costPerDay(),
      bot_tokens_per_day: tokensPerDay(),
      bot_cost_per_day: costPerDay(),
      time_zone: fc.constantFrom('UTC', 'Europe/Berlin', 'Pacific/Kiritimati'),
    }),
    providers: fc.record({
      priority: fc.shuffledSubarray(['groq', 'gemini', 'openai', 'my-ollama'], { minLength: 1 }),
      groq: provider('groq'),
      gemini: provider('gemini'),
      openai: provider('openai'),
      'my-ollama': further('MY_OLLAMA'),
    }),
    personas: fc.record({
      assistant: persona({ enabled: fc.constant(true), enabled_by: fc.constant('everyone') }),
      jim: fc
        .tuple(persona({}), fc.record({ prompt: prompt(), delay: delay() }))
        .map(([options, more]) => ({ age_restricted_prompt: 'Roar.', ...options, ...more })),
      pirate: persona({ enabled: fc.constant(true), enabled_by: fc.constant('everyone') }).map((options) => ({
        prompt: 'Arr.',
        ...options,
      })),
    }),
    routing: fc.record({
      after_content_refused: fc.constantFrom('tell', 'next_provider'),
      recovery_probes: fc.boolean(),
    }),
    models: fc.dictionary(
      fc.constantFrom('groq', 'gemini', 'openai', 'my-ollama'),
      fc.dictionary(fc.stringMatching(/^[a-z]{1,8}\/[A-Z0-9.-]{1,8}$/), facts(), { maxKeys: 2 }),
    ),
    discord: fc.record({
      message_content: fc.boolean(),
      ping_author: fc.boolean(),
      streaming: fc.constantFrom('edits', 'whole'),
      buttons: fc.boolean(),
      max_messages: fc.integer({ min: 1, max: 20 }),
    }),
    attachments: fc.record({
      enabled: fc.boolean(),
      max_files: fc.integer({ min: 1, max: 10 }),
      max_file_bytes: fc.integer({ min: 1, max: 4_194_304 }),
      max_total_characters: fc.integer({ min: 100, max: 1_000_000 }),
      types: fc.uniqueArray(fc.constantFrom('text', '.log', '.C++', 'text/*', 'application/x-tex'), {
        minLength: 1,
      }),
      images: fc.boolean(),
      max_images: fc.integer({ min: 1, max: 10 }),
      max_image_bytes: fc.integer({ min: 1024, max: 20_971_520 }),
      image_types: fc.subarray(['image/png', 'image/jpeg', 'image/webp', 'image/gif'], { minLength: 1 }),
    }),
    moderation: fc.record({
      service: fc.constantFrom('off', 'openai', 'https://moderation.example.com/look'),
      input: fc.boolean(),
      output: fc.boolean(),
      images: fc.boolean(),
      on_error: fc.constantFrom('open', 'closed'),
      timeout: fc.double({ min: 0.1, max: 60, noNaN: true }),
    }),
    legal: fc.record(
      {
        privacy_url: fc.constant('https://example.com/privacy'),
        terms_url: fc.constant('https://example.com/terms'),
        contact: fc.constant('bot@example.com'),
      },
      { requiredKeys: [] },
    ),
    logging: fc.record({ level: fc.constantFrom('trace', 'debug', 'info', 'warn', 'error', 'silent') }),
    database: fc.record({
      max_connections: fc.integer({ min: 2, max: 500 }),
      statement_timeout: above(0, 600),
    }),
    shutdown: fc.record({ grace: fc.double({ min: 0, max: 3600, noNaN: true }) }),
  })

const prompt = () => fc.string({ minLength: 1, maxLength: 100, unit: 'binary' })

const delay = () =>
  fc.record({
    min: fc.double({ min: 0, max: 5, noNaN: true }),
    max: fc.double({ min: 5, max: 30, noNaN: true }),
  })

const persona = (fixed: object) =>
  fc.record(
    {
      enabled: fc.boolean(),
      description: fc.constantFrom('', 'Kind.', 'Kind: and brief'),
      listed: fc.boolean(),
      enabled_by: fc.constantFrom('everyone', 'managers'),
      prompt: prompt(),
      age_restricted_prompt: prompt(),
      providers: fc.uniqueArray(
        fc.constantFrom('openai', 'openai/gpt-4o', 'groq/openai/gpt-oss-20b', 'my-ollama'),
      ),
      temperature: fc.double({ min: 0, max: 2, noNaN: true }),
      delay: delay(),
      ...fixed,
    },
    { requiredKeys: ['enabled', 'description', 'listed', 'enabled_by', 'providers'] },
  )

const perMinute = () => fc.integer({ min: 0, max: 100_000 })
const tokensPerDay = () => fc.integer({ min: 0, max: 1_000_000_000_000 })
const costPerDay = () => fc.double({ min: 0, max: 1_000_000, noNaN: true })
const discordId = () => fc.stringMatching(/^[1-9]\d{16,19}$/)
const discordIds = () => fc.array(discordId(), { maxLength: 3 })

const facts = () =>
  fc.record(
    {
      context_length: fc.integer({ min: 256, max: 100_000_000 }),
      price: fc.record({ input: dollars(), output: dollars(), as_of: day() }),
      images: fc.boolean(),
      shuts_down: day(),
    },
    { requiredKeys: [] },
  )

const options = (variable: string) => ({
  enabled: fc.boolean(),
  quota_domains: fc.constantFrom({}, { team: [`${variable}_API_KEY`, `${variable}_API_KEY_2`] }),
  thought_tags: fc.uniqueArray(fc.constantFrom('think', 'Reasoning', '[THINK]', '◁think▷')),
  max_output_tokens: fc.integer({ min: 1, max: 1_000_000 }),
  headers: fc.dictionary(fc.stringMatching(/^X-[A-Za-z]{1,8}-Name$/), fc.stringMatching(/^[ -~]{0,20}$/), {
    maxKeys: 3,
  }),
  body: fc.dictionary(
    fc.stringMatching(/^[a-z]{1,8}_option$/),
    fc.jsonValue({ maxDepth: 2 }).filter((value) => !JSON.stringify(value).includes('__proto__')),
    {
      maxKeys: 3,
    },
  ),
  base_url: address(),
  temperature: fc.double({ min: 0, max: 2, noNaN: true }),
  data_use: fc.stringMatching(/^[!-~][ -~]{0,80}[!-~]$/),
  reasoning_effort: fc.constantFrom('none', 'minimal', 'low', 'medium', 'high'),
})

const required = ['enabled', 'quota_domains', 'thought_tags', 'max_output_tokens', 'headers', 'body'] as const
const kinds = ['groq', 'gemini', 'openai'] as const

const provider = (kind: (typeof kinds)[number]) =>
  fc.record(
    {
      ...options(kind.toUpperCase()),
      kind: fc.constant(kind),
      model: fc.string({ minLength: 1, maxLength: 40 }),
    },
    { requiredKeys: [...required, 'kind', 'model'] },
  )

const further = (variable: string) =>
  fc
    .tuple(
      fc.record(
        { ...options(variable), kind: fc.constantFrom(...kinds), base_url: address() },
        { requiredKeys: [...required, 'kind', 'base_url'] },
      ),
      fc.oneof(
        fc.record({ model: fc.string({ minLength: 1, maxLength: 40 }) }),
        fc.record({
          models: fc.uniqueArray(fc.string({ minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 5 }),
        }),
      ),
    )
    .map(([options, models]) => ({ ...options, ...models }))

const address = () =>
  fc.webUrl({ validSchemes: ['http', 'https'], withQueryParameters: false, withFragments: false })

const dollars = () => fc.double({ min: 0, max: 100_000, noNaN: true })

const day = () =>
  fc
    .date({ min: new Date('2024-01-01'), max: new Date('2040-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10))

const above = (min: number, max: number) => fc.double({ min, max, minExcluded: true, noNaN: true })
