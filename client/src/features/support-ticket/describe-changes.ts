import type { TicketDto, TicketEventDto } from '#shared/support-ticket.ts'
import { revealInvisible } from '../../lib/untrusted-text.ts'
import { statusLabel } from '../../ui/status-badge.tsx'

/** Tells what others did to a ticket since it was seen, such as "Grace Hopper set it to closed." */
export function describeChanges(seen: TicketDto, now: TicketDto): string {
  const known = new Set(seen.events.map(({ id }) => id))
  const sentences = now.events.filter(({ id }) => !known.has(id)).map(describeEvent)
  return sentences.length > 0 ? sentences.join(' ') : 'The ticket has changed.'
}

function describeEvent({ type, actor, to, toText = '' }: TicketEventDto): string {
  const name = revealInvisible(actor.name)
  const text = revealInvisible(toText)
  if (type === 'title_changed') return `${name} changed the title to “${text}”.`
  if (type === 'category_changed') return `${name} changed the category to “${text}”.`
  if (type === 'status_changed' && to) return `${name} set it to ${statusLabel(to).toLowerCase()}.`
  return 'A contact was added.'
}
