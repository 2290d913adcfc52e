import hljs from 'highlight.js/lib/common'

/** The code as HTML, coloured where the language is known and named; Discord doesn't guess one. */
export const highlight = (code: string, language: string): string => {
  const known = /^[\w+#.-]+$/.test(language) && hljs.getLanguage(language)
  const { value } = hljs.highlight(code, { language: known ? language : 'plaintext', ignoreIllegals: true })
  return value
}
