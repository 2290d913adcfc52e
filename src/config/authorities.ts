import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { codeOf } from './directory.ts'
import type { Checked } from './mistakes.ts'
import { mistakenVariable, type Variable } from './variables.ts'

/** The certificates in the file that NODE_EXTRA_CA_CERTS names. Node itself passes over a file that it can't use. */
export const readAuthorities = async (
  variable: Variable | undefined,
  folder: string,
): Promise<Checked<readonly string[]>> => {
  if (!variable) return { value: [], mistakes: [], warnings: [] }
  const path = resolve(folder, variable.value.trim())
  const wrong = (found: string): Checked<readonly string[]> => ({
    value: [],
    mistakes: [mistakenVariable('NODE_EXTRA_CA_CERTS', variable, certificatesNeeded, `${path}, ${found}`)],
    warnings: [],
  })
  try {
    const certificates = (await readFile(path, 'utf8')).match(pem) ?? []
    if (certificates.length === 0) return wrong('a file without a certificate in it')
    if (!certificates.every(isCertificate)) return wrong('a file with a broken certificate in it')
    return { value: certificates, mistakes: [], warnings: [] }
  } catch (error) {
    return wrong(`which can't be read (${codeOf(error)})`)
  }
}

const pem = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

const certificatesNeeded =
  "it must be a file with authorities' certificates in PEM form (-----BEGIN CERTIFICATE-----), or be left out"

const isCertificate = (text: string) => {
  try {
    return new X509Certificate(text).raw.length > 0
  } catch {
    return false
  }
}
