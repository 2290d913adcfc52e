// Failing providers and the router that has to do with them, in a process of its own.
import type { Measured } from '../benchmark.ts'
import { backOnTheFirst } from './back.ts'
import { openBreaker } from './breaker.ts'
import { connectPractice, type Practice } from './practice.ts'
import { refusing } from './refusing.ts'
import { silent } from './silent.ts'
import { storm } from './storm.ts'

const measure = async (practice: Practice): Promise<Measured> => {
  const parts: Measured[] = []
  for (const part of [silent, refusing, openBreaker, backOnTheFirst, storm]) {
    parts.push(await part(practice))
    await practice.healAll()
  }
  return {
    figures: Object.assign({}, ...parts.map(({ figures }) => figures)),
    limits: Object.assign({}, ...parts.map(({ limits }) => limits)),
  }
}

const [, , url = ''] = process.argv
process.send?.(await measure(connectPractice(url)))
process.disconnect()
