const focused = new WeakSet<Element>()

/** For `ref`: puts the focus there once, when the element has just come. */
export const focusOnce = (element: Element | undefined) => {
  if (!(element instanceof HTMLElement) || focused.has(element)) return
  focused.add(element)
  // lit hands the element over before it is in the document.
  queueMicrotask(() => {
    element.focus()
    if (element instanceof HTMLTextAreaElement || isText(element))
      element.setSelectionRange(element.value.length, element.value.length)
  })
}

const isText = (element: HTMLElement): element is HTMLInputElement =>
  element instanceof HTMLInputElement && element.type === 'text'
