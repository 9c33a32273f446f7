import { useShortcuts } from '../../lib/shortcuts.ts'
import { rememberedTicket } from './remembered-ticket.ts'

/**
 * J and K move the focus from ticket to ticket, first to the one that was looked at last. X selects. Enter opens: the focus
 * is on the link of the row.
 */
export function useListKeys(select: ((reference: string) => void) | undefined): void {
  useShortcuts({
    j: () => move(1),
    k: () => move(-1),
    x: () => {
      const reference = focused()?.dataset.ticket
      if (reference) select?.(reference)
    },
  })
}

function links(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('[data-ticket]')]
}

/** The link of the row that has the focus, on the link itself or on another control of the row. */
function focused(): HTMLElement | undefined {
  const row = document.activeElement?.closest('tr, li')
  return links().find((link) => row?.contains(link))
}

function move(step: 1 | -1): void {
  const all = links()
  const link = focused()
  if (link) return all[all.indexOf(link) + step]?.focus()
  const last = all.find(({ dataset }) => dataset.ticket === rememberedTicket())
  return (last ?? all.at(step > 0 ? 0 : -1))?.focus()
}
