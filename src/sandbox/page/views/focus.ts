const focused = new WeakSet<Element>()

/** For `ref`: puts the focus there once, when the element has just come. */
export const focusOnce = (element: Element | undefined) => {
  if (!(element instanceof HTMLElement) || focused.has(element)) return
  focused.add(element)
  // lit hands the element over before it is in the document.
  queueMicrotask(() => element.focus())
}
