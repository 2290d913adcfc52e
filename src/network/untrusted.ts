/** What to do if that is why a connection failed: whom we talk to shows a certificate of an unknown authority. */
export const trustAdvice = (target: string, error: Error): string | null => {
  const code = 'code' in error ? String(error.code) : ''
  return untrusted.has(code)
    ? `${target} shows a certificate that isn't trusted (${code}). If a proxy or a firewall looks into connections here, set NODE_EXTRA_CA_CERTS to a file with the certificate of its authority.`
    : null
}

const untrusted = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
])
