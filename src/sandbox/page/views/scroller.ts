/** How far from the end still counts as being there, in pixels. */
const NEAR = 48

/**
 * Keeps the newest message in sight while a reader is at the end, whatever grows; a reader further up stays where
 * they are and gets a button instead.
 */
export const createScroller = () => {
  let element: HTMLElement | undefined
  let button: HTMLElement | undefined
  let pinned = true
  let height = 0
  let top = 0

  const toBottom = () => {
    if (element) {
      element.scrollTop = element.scrollHeight
      // A composer that shrank moved it up, and its scroll event is yet to come.
      top = element.scrollTop
    }
    pinned = true
    if (button) button.hidden = true
  }

  // Runs after layout and before paint, so that nobody sees the list jump.
  const observer = new ResizeObserver(() => {
    if (!element) return
    const grown = element.scrollHeight > height
    height = element.scrollHeight
    if (pinned) toBottom()
    else if (grown && button) button.hidden = false
  })

  return {
    toBottom,
    attach: (attached: Element | undefined) => {
      if (!(attached instanceof HTMLElement) || attached === element) return
      observer.disconnect()
      element = attached
      pinned = true
      height = 0
      top = 0
      observer.observe(attached)
      observer.observe(attached.firstElementChild!)
    },
    attachButton: (attached: Element | undefined) => {
      if (attached instanceof HTMLElement) button = attached
    },
    scrolled: () => {
      if (!element) return
      // Growth may come between a scroll and its event: only who goes up leaves the end.
      const up = element.scrollTop < top
      top = element.scrollTop
      const near = element.scrollHeight - top - element.clientHeight < NEAR
      if (near) pinned = true
      else if (up) pinned = false
      if (pinned && button) button.hidden = true
    },
  }
}
