import express from 'express'
import { z } from 'zod'
import type { Gateway } from '../gateway/gateway.ts'
import type { World } from '../world/world.ts'
import { inputOf } from './input.ts'

const ms = z.int().min(0).max(86_400_000)

const settingsForm = z.strictObject({
  strict: z.boolean().optional(),
  rate_limits: z.boolean().optional(),
  nonce_window_ms: ms.optional(),
  resume_window_ms: ms.optional(),
  heartbeat_interval_ms: ms.min(100).optional(),
  latency_ms: ms.max(60_000).optional(),
  shards: z.int().min(1).max(1_000).optional(),
  max_concurrency: z.int().min(1).max(1_000).optional(),
  identifies_per_day: z.int().min(1).max(1_000_000).optional(),
  identifies_remaining: z.int().min(0).max(1_000_000).optional(),
  privileged_intents: z.array(z.enum(['message_content', 'guild_members', 'guild_presences'])).optional(),
})

/** What holds for the whole of this Discord and its application. */
export const settingsControls = (world: World, gateway: Gateway) => {
  const routes = express.Router()
  const { settings, application } = world
  const shown = () => ({
    strict: settings.strict,
    rate_limits: settings.rateLimits,
    nonce_window_ms: settings.nonceWindowMs,
    resume_window_ms: settings.resumeWindowMs,
    heartbeat_interval_ms: settings.heartbeatIntervalMs,
    latency_ms: settings.latencyMs,
    shards: settings.shards,
    max_concurrency: settings.maxConcurrency,
    identifies_per_day: settings.identifiesPerDay,
    identifies_remaining: gateway.gate.remaining,
    privileged_intents: [...application.privilegedIntents],
  })
  routes.get('/settings', (_request, response) => {
    response.json(shown())
  })
  routes.patch('/settings', (request, response) => {
    const form = inputOf(request, settingsForm)
    settings.strict = form.strict ?? settings.strict
    settings.rateLimits = form.rate_limits ?? settings.rateLimits
    settings.nonceWindowMs = form.nonce_window_ms ?? settings.nonceWindowMs
    settings.resumeWindowMs = form.resume_window_ms ?? settings.resumeWindowMs
    settings.heartbeatIntervalMs = form.heartbeat_interval_ms ?? settings.heartbeatIntervalMs
    settings.latencyMs = form.latency_ms ?? settings.latencyMs
    settings.shards = form.shards ?? settings.shards
    settings.maxConcurrency = form.max_concurrency ?? settings.maxConcurrency
    settings.identifiesPerDay = form.identifies_per_day ?? settings.identifiesPerDay
    gateway.gate.remaining = form.identifies_remaining ?? gateway.gate.remaining
    if (form.privileged_intents) {
      application.privilegedIntents.clear()
      for (const intent of form.privileged_intents) application.privilegedIntents.add(intent)
    }
    response.json(shown())
  })
  return routes
}
