/** For `ref`: opens a dialog, with the focus in its first field. lit hands it over before it is in the document. */
export const showDialog = (element: Element | undefined) =>
  queueMicrotask(() => {
    if (!(element instanceof HTMLDialogElement) || element.open) return
    element.showModal()
    element.querySelector<HTMLElement>('.modal-field :is(input, textarea, select)')?.focus()
  })
