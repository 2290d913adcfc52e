import dompurify from 'dompurify'

const elements = /^discord-(code|header|mention|quote|spoiler|subscript|time)$/

/** The second lock on the door: markdown-it escapes all HTML, and what isn't on these lists goes anyway. */
export const sanitize = (html: string): DocumentFragment =>
  dompurify.sanitize(html, {
    RETURN_DOM_FRAGMENT: true,
    ALLOWED_TAGS: ['a', 'br', 'em', 'li', 'ol', 'p', 's', 'span', 'strong', 'u', 'ul'],
    ALLOWED_ATTR: [
      'class',
      'data-channel',
      'href',
      'rel',
      'role',
      'start',
      'tabindex',
      'target',
      'aria-label',
    ],
    ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
    CUSTOM_ELEMENT_HANDLING: {
      tagNameCheck: elements,
      attributeNameCheck: /^(level|multiline|type)$/,
      allowCustomizedBuiltInElements: false,
    },
  })
