import { environmentName } from '../../config/secrecy.ts'
import type { NamedKey } from '../../config/secrets.ts'
import type { ProviderSettings } from '../../config/sections/providers.ts'
import { findingsAbout, type Finding } from '../../lib/finding.ts'
import type { Failure, Route } from '../contract.ts'
import { usualAddresses } from '../drivers/addresses.ts'
import { noKey } from '../routes/survey.ts'

const { warning, problem } = findingsAbout('providers')

/** Who was asked, where and with which key. */
export type Subject = Route & { settings: ProviderSettings; baseUrl: string | null; key: NamedKey }

/**
 * What a failure means to the operator, and what to do about it: which key, which setting, which address. One that
 * passes by itself is a warning.
 */
export const describeFailure = (failure: Failure, subject: Subject, now: number): Finding => {
  const { provider, model, key, settings } = subject
  const { detail, status, retryAfterMs } = failure
  const who = `${provider}, asked for ${model} with ${key.name},`
  switch (failure.kind) {
    case 'key_rejected':
      return problem(
        key === noKey
          ? `${provider} wants a key (${detail}): set ${environmentName(provider)}_API_KEY.`
          : `${provider} rejects ${key.name} (${detail}): replace it, or remove it.`,
      )
    case 'quota_exhausted':
      return problem(
        `${provider} says that nothing is left to spend with ${key.name} (${detail}): look at its billing page.`,
      )
    case 'rate_limited':
      return warning(
        `${who} says that a limit is reached (${detail}), ${untilWhen(retryAfterMs, now)}. If that is often so, add a key of another account, or choose another plan.`,
      )
    case 'model_missing':
      return problem(
        `${provider} has no model ${model}, or ${key.name} may not use it (${detail}): set providers.${provider}.${settings.models ? 'models' : 'model'} to one that it has.`,
      )
    case 'unavailable':
      return status === null
        ? problem(
            `${provider} can't be reached at ${addressOf(subject)} (${detail}): check providers.${provider}.base_url, that its server runs, and that this machine may connect there.`,
          )
        : warning(`${who} fails itself (${detail}). Nothing is to be done here: other providers stand in.`)
    case 'slow':
    case 'overtime':
      return warning(
        `${who} was too slow: ${detail}. If that stays so, choose a faster model, or a lower providers.${provider}.reasoning_effort.`,
      )
    case 'empty':
    case 'interrupted':
    case 'cancelled':
      return warning(`${who} broke off (${detail}). Ask again; if it stays so, choose another model.`)
    case 'content_refused':
    case 'context_too_long':
    case 'bad_request':
    case 'images_unseen':
    case 'no_provider':
      return problem(
        `${who} refuses the request (${detail}): check what providers.${provider} says of reasoning_effort, temperature, max_output_tokens, body and headers, which not every model knows.`,
      )
  }
}

const untilWhen = (ms: number | null, now: number) =>
  ms === null
    ? 'without saying for how long'
    : `until ${new Date(now + ms).toISOString().slice(11, 19)} UTC (${Math.ceil(ms / 1000)} s)`

const addressOf = ({ baseUrl, settings }: Subject) => baseUrl ?? usualAddresses[settings.kind]
