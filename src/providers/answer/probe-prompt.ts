import type { Prompt } from '../contract.ts'

/** The least that can be asked of a model to see whether it answers. */
export const probePrompt: Prompt = { system: '', messages: [{ role: 'user', text: 'Say OK.' }] }
