import { expect, test } from 'vitest'
import { AuthenticationError, ChatError, ConfigurationError, RateLimitError, TimeoutError } from './errors.ts'

test.each([
  [new ChatError('a_code', 'a sentence'), false],
  [new ConfigurationError('a_code', 'a sentence'), false],
  [new AuthenticationError('a_code', 'a sentence'), false],
  [new TimeoutError('a_code', 'a sentence'), true],
  [new RateLimitError('a_code', 'a sentence', 4000), true],
])(
  '%s has a code for the log, a sentence for the operator, and says whether trying again helps',
  (error, helps) => {
    expect(error).toBeInstanceOf(ChatError)
    expect(error).toMatchObject({ code: 'a_code', message: 'a sentence', retryable: helps })
    expect(error.name).toBe(error.constructor.name)
  },
)
