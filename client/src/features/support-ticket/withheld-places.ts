import type { WithheldField } from '#shared/privacy.ts'
import { POINTER_MAX } from '#shared/limits.ts'
import type { TicketDto } from '#shared/support-ticket.ts'

/** A value that can be withheld. */
export interface WithheldPlace {
  /** What a person chooses: the field, or the JSON pointer of a part of the captured call. */
  name: string
  field: WithheldField
  pointer?: string
  /** Of a note. */
  eventId?: string
  /** The value as it is now. */
  value: string
}

export const MARKER = '⟦redacted:withheld⟧'
/** Values that say nothing of a person, which the server keeps. */
const FIXED = new Set(['startedAt', 'at', 'outcome', 'correlation', 'transport', 'traceId'])
/** More would be no list to choose from. A part above them can be withheld whole. */
const MOST = 400

/** What of a ticket can be withheld and is not yet: its fields, the notes, then the captured call from its arguments on. */
export function withheldPlaces(ticket: TicketDto): WithheldPlace[] {
  const places: WithheldPlace[] = []
  if (ticket.title) places.push({ name: 'Title', field: 'title', value: ticket.title })
  if (ticket.description)
    places.push({ name: 'Description', field: 'description', value: ticket.description })
  if (ticket.reporter.kind === 'email')
    places.push({ name: 'E-mail address', field: 'email', value: ticket.reporter.email })
  places.push(...notesOf(ticket))
  if (ticket.context) collect(ticket.context, '', false, places)
  return places.filter(({ value }) => value !== MARKER).slice(0, MOST)
}

function notesOf({ events }: TicketDto): WithheldPlace[] {
  return events
    .filter(({ note }) => note !== undefined)
    .map(({ id, note = '', actor }, place): WithheldPlace => ({
      name: `Note ${place + 1}, of ${actor.name}`,
      field: 'note',
      eventId: id,
      value: note,
    }))
    .filter(({ value }) => value !== MARKER)
}

function collect(value: unknown, pointer: string, isFree: boolean, places: WithheldPlace[]): void {
  if (places.length > MOST || pointer.length > POINTER_MAX) return
  const free = isFree || /^\/incident\/(?:arguments|result)$/.test(pointer)
  const isBranch = typeof value === 'object' && value !== null
  if (free || typeof value === 'string' || pointer === '/incident/error/code')
    places.push({
      name: pointer,
      field: 'context',
      pointer,
      value: typeof value === 'string' ? value : JSON.stringify(value),
    })
  if (!isBranch) return
  for (const [key, child] of Object.entries(value)) {
    if (!free && FIXED.has(key)) continue
    collect(child, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, free, places)
  }
}
