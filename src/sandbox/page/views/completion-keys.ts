import type { Offer } from './completion-list.ts'

type List = { active: number; offers: Offer[]; go: (active: number) => void; leave: () => void }

/** Arrows walk, Enter and Tab choose, Escape leaves; undefined where the key means something else. */
export const completionKey = (event: KeyboardEvent, { active, offers, go, leave }: List) => {
  switch (event.key) {
    case 'ArrowDown':
      return () => go((active + 1) % offers.length)
    case 'ArrowUp':
      return () => go(active <= 0 ? offers.length - 1 : active - 1)
    case 'Enter':
    case 'Tab':
      return event.shiftKey ? undefined : offers[active]?.choose
    case 'Escape':
      return leave
    default:
      return undefined
  }
}
