import type { Driver } from '../contract.ts'
import { createGeminiDriver } from './gemini.ts'
import { createGroqDriver } from './groq.ts'
import { createOpenAiDriver } from './openai.ts'
import type { DriverOptions } from './stream.ts'

/** The driver that speaks the protocol of these settings. */
export const createDriver = (options: DriverOptions): Driver => create[options.settings.kind](options)

const create = { groq: createGroqDriver, gemini: createGeminiDriver, openai: createOpenAiDriver }
