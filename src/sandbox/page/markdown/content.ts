import { noChange, type ElementPart } from 'lit'
import { Directive, directive } from 'lit/directive.js'
import { renderMarkdown } from './markdown.ts'
import type { Names } from './mentions.ts'
import { sanitize } from './sanitize.ts'

/**
 * Fills the element with the message's text. While an answer streams in, the blocks that stay as they were are
 * left alone, so that nothing flickers and what a reader selected stays selected.
 */
class ContentDirective extends Directive {
  #source: string | undefined
  #blocks: string[] = []

  render(_source: string, _names: Names) {
    return noChange
  }

  override update({ element }: ElementPart, [source, names]: [string, Names]) {
    if (source === this.#source) return noChange
    this.#source = source

    const fresh = [...sanitize(renderMarkdown(source, names)).childNodes].filter(isContent)
    const blocks = fresh.map(asText)
    const changed = blocks.findIndex((block, index) => block !== this.#blocks[index])
    const kept = changed === -1 ? blocks.length : changed
    while (element.childNodes.length > kept) element.lastChild!.remove()
    element.append(...fresh.slice(kept))
    this.#blocks = blocks
    return noChange
  }
}

export const content = directive(ContentDirective)

const isContent = (node: Node) => node instanceof Element || node.textContent?.trim() !== ''

const asText = (node: Node) => (node instanceof Element ? node.outerHTML : (node.textContent ?? ''))
