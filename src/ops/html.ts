/** Text that is markup already. */
export type Html = { readonly markup: string }

type Piece = Html | string | number | readonly Html[] | null

/** A template whose values are escaped, unless they are markup themselves. */
export const html = (strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html => ({
  markup: strings.reduce((before, after, index) => before + markupOf(pieces[index - 1]!) + after),
})

const markupOf = (piece: Piece): string => {
  if (piece === null) return ''
  if (typeof piece === 'string') return escape(piece)
  if (typeof piece === 'number') return String(piece)
  return 'markup' in piece ? piece.markup : piece.map(markupOf).join('')
}

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escape = (text: string) => text.replace(/[&<>"']/g, (character) => escapes[character]!)
