import { expect, inject, test } from 'vitest'
import { emptyFolder, startProcess } from '../test/process.ts'

test('what only an operator can mend ends the start with a sentence, and without a stack', async () => {
  await using folder = await emptyFolder()
  const url = new URL(inject('postgres').url)
  url.password = 'wrong'
  await using bot = startProcess({ folder: folder.path, variables: { DATABASE_URL: url.href } })
  expect(await bot.end()).toEqual({ code: 1, signal: null })
  expect(bot.output).toContain('Check the user and the password in DATABASE_URL')
  expect(bot.output).not.toMatch(/^ +at |Error:/m)
})
