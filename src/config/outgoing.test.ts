import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sentenceOf } from './mistakes.ts'
import { readOutgoing } from './outgoing.ts'

let folder = ''
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'parley-outgoing-'))))
afterEach(() => rm(folder, { recursive: true }))

const read = async (given: Record<string, string>) => {
  const variables = Object.entries(given).map(([name, value]) => [name, { value, source: '.env' }] as const)
  const { value, mistakes } = await readOutgoing(new Map(variables), folder)
  return { ...value, mistakes: mistakes.map(sentenceOf) }
}
const proxiesOf = async (given: Record<string, string>) => {
  const { httpsProxy, httpProxy, mistakes } = await read(given)
  expect(mistakes).toEqual([])
  return [httpsProxy?.address, httpProxy?.address]
}

describe('a proxy', () => {
  test.each([
    [{}, [undefined, undefined]],
    [{ HTTPS_PROXY: 'http://a:1' }, ['a:1', undefined]],
    [{ HTTP_PROXY: 'http://a:1' }, ['a:1', 'a:1']],
    [{ HTTPS_PROXY: 'http://a:1', HTTP_PROXY: 'http://b:2' }, ['a:1', 'b:2']],
    [{ HTTPS_PROXY: 'http://upper:1', https_proxy: 'http://lower:1' }, ['lower:1', undefined]],
    [{ HTTPS_PROXY: ' http://a ' }, ['a:80', undefined]],
    [{ HTTPS_PROXY: 'https://user:pass@[::1]/' }, ['[::1]:443', undefined]],
  ])('of %j is %j', async (given, expected) => {
    expect(await proxiesOf(given)).toEqual(expected)
  })

  test.each([
    'proxy.example.com:3128',
    'socks5://proxy:1080',
    'http//proxy',
    'http://',
    'http://u:50%@proxy',
  ])('may not be %s', async (HTTPS_PROXY) => {
    const { mistakes } = await read({ HTTPS_PROXY })
    expect(mistakes).toEqual([
      expect.stringMatching(/^\.env: HTTPS_PROXY is .*http:\/\/proxy\.example\.com:3128/),
    ])
  })

  test.each(['user:sesame@proxy:3128', 'socks5://user:sesame@proxy', 'http://user:sesame%@proxy'])(
    'that is mistaken is not shown with its password: %s',
    async (http_proxy) => {
      const { mistakes } = await read({ http_proxy })
      expect(mistakes.join()).toContain('http_proxy is')
      expect(mistakes.join()).not.toContain('sesame')
    },
  )

  test('keeps its password from those who print it', async () => {
    expect(JSON.stringify(await read({ HTTPS_PROXY: 'http://user:sesame@proxy' }))).not.toContain('sesame')
  })
})

describe('NO_PROXY', () => {
  test.each([
    ['example.com', 'example.com', 'a.b.example.com', 'EXAMPLE.com'],
    ['.example.com', 'example.com', 'a.example.com'],
    ['*.Example.com', 'example.com', 'a.example.com'],
    ['a.test, b.test\tc.test', 'a.test', 'b.test', 'c.test'],
    ['example.com:443', 'example.com', 'a.example.com'],
    ['10.0.0.0/8', '10.1.2.3'],
    ['10.0.0.7', '10.0.0.7'],
    ['10.0.0.7:443', '10.0.0.7'],
    ['fd00::/8', 'fd00::1'],
    ['[fd00::1]:443,fd00::2', 'fd00::1', 'fd00::2'],
    ['*', 'anything.test', '10.0.0.1'],
    ['', 'localhost', 'a.localhost', '127.0.0.1', '127.8.8.8', '::1'],
  ])('%s lets these be reached directly', async (NO_PROXY, ...hosts) => {
    const { isDirect, mistakes } = await read({ NO_PROXY })
    expect(mistakes).toEqual([])
    expect(hosts.filter((host) => !isDirect(host, 443))).toEqual([])
  })

  test.each([
    ['', 'example.com', '10.0.0.1', '::2'],
    ['example.com', 'notexample.com', 'example.com.test', 'com'],
    ['example.com:8443', 'example.com'],
    ['10.0.0.0/8', '11.0.0.1', 'fd00::1', 'example.com'],
    ['0.0.0.7', '10.0.0.0.7'],
    ['[fd00::1]:80', 'fd00::1'],
  ])('%s does not let these', async (NO_PROXY, ...hosts) => {
    const { isDirect } = await read({ NO_PROXY })
    expect(hosts.filter((host) => isDirect(host, 443))).toEqual([])
  })

  test.each(['10.0.0.0/99', 'example.com/8', 'http://example.com', 'a b:c'])(
    'may not hold %s',
    async (no_proxy) => {
      const { mistakes } = await read({ no_proxy })
      expect(mistakes).toEqual([
        expect.stringMatching(/^\.env: no_proxy is a list with \S+ in it; it must be hosts/),
      ])
    },
  )
})

describe('NODE_EXTRA_CA_CERTS', () => {
  const certificates = new URL('../../test/certificates/', import.meta.url).pathname

  test('is a file with one certificate or more', async () => {
    const { authorities, mistakes } = await read({ NODE_EXTRA_CA_CERTS: join(certificates, 'authority.crt') })
    expect(mistakes).toEqual([])
    expect(authorities).toEqual([expect.stringMatching(/^-----BEGIN CERTIFICATE-----/)])
  })

  test.each([
    ['missing.pem', null, "which can't be read (ENOENT)"],
    ['empty.pem', '', 'a file without a certificate in it'],
    ['key.pem', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----', 'without a certificate'],
    ['broken.pem', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', 'a broken certificate'],
  ])('is refused as %s, with what is wrong and what to do', async (name, text, wrong) => {
    if (text !== null) await writeFile(join(folder, name), text)
    const { mistakes } = await read({ NODE_EXTRA_CA_CERTS: name })
    expect(mistakes).toEqual([expect.stringContaining(`NODE_EXTRA_CA_CERTS is ${join(folder, name)}, `)])
    expect(mistakes.join()).toContain(wrong)
    expect(mistakes.join()).toContain('or be left out')
  })
})
