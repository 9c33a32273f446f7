import { Readable } from 'node:stream'
import { type ExportedTicketDto, exportTicketsInput } from '#shared/privacy.ts'
import { slugNameSchema } from '#shared/text.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { DomainError } from '../domain/errors.ts'
import { exportTickets } from '../domain/support-ticket/export-tickets.ts'
import { watchExport } from '../domain/support-ticket/watch-export.ts'
import type { TrpcContext } from './context.ts'
import { enter } from './enter.ts'
import { takePlace } from './take-place.ts'
import { WRITINGS } from './write-tickets.ts'

/** Milliseconds in which the next part must be read and taken. */
const PROGRESS_MS = 30_000
/**
 * Milliseconds in which all of it must be taken, or a client that takes little now and then would hold its place for weeks.
 * In a day, 1.3 GB come over a line of 125 kbit/s: a million tickets.
 */
const LONGEST_MS = 24 * 3_600_000
/** Exports of one organization at once, in this process. */
const AT_ONCE = 2
const PLACES = {
  atOnce: AT_ONCE,
  detail: `Your organization exports ${AT_ONCE} files already. Try again when one is done.`,
  retryAfterSeconds: 10,
}
/** Characters of a part. */
const PART = 16_384

/**
 * Answers `GET /export/tickets`: the tickets of a list as a file. It is no procedure, because tRPC answers in one piece. Pages
 * are read as the client takes them, and no more of them once it has left, or may not read them any more.
 */
export function exportAnswerer(contextOf: (request: FastifyRequest, reply: FastifyReply) => TrpcContext) {
  const running = new Map<string, number>()

  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { org: named, filters, ...rest } = request.query as Record<string, unknown>
    const org = slugNameSchema.safeParse(named).data
    const { tenant, readActor } = await request.deadline.wait(() => enter(contextOf(request, reply), org))
    const input = exportTicketsInput.parse({ ...rest, org, filters: readFilters(filters) })
    const writing = WRITINGS[input.format]
    const leave = takePlace(running, tenant.organizationId, PLACES)
    try {
      const pages = exportTickets(tenant, input)
      // Before the head is sent: what is refused gets its own status.
      const first = await request.deadline.wait(() => pages.next())
      const parts = writeParts(request, first, pages, writing)
      const stream = Readable.from(parts, { objectMode: false, highWaterMark: PART })
      const access = watchExport({ readActor })
      // Also while the client takes nothing, so that the place is free.
      access.ended.addEventListener('abort', () =>
        stream.destroy(access.failure ?? new DomainError('forbidden')),
      )
      stream.once('close', () => {
        access.stop()
        leave()
      })
      const name = `tickets-${input.org}-${tenant.now().toISOString().slice(0, 10)}.${input.format}`
      return (
        reply
          .type(writing.type)
          .header('content-disposition', `attachment; filename="${name}"`)
          // The platform may begin to close before its end, and would wait for a connection that is kept alive.
          .header('connection', 'close')
          .send(stream)
      )
    } catch (error) {
      leave()
      throw error
    }
  }
}

async function* writeParts(
  request: FastifyRequest,
  first: IteratorResult<ExportedTicketDto[]>,
  pages: AsyncGenerator<ExportedTicketDto[]>,
  { head, write }: (typeof WRITINGS)[keyof typeof WRITINGS],
): AsyncGenerator<string> {
  let part = head
  try {
    for (let page = first; !page.done; page = await pages.next()) {
      for (const ticket of page.value) {
        part += write(ticket)
        if (part.length < PART) continue
        request.deadline.restart(PROGRESS_MS, LONGEST_MS)
        yield part
        part = ''
      }
      request.deadline.restart(PROGRESS_MS, LONGEST_MS)
    }
    if (part !== '') yield part
  } catch (error) {
    request.refuse(error)
    // The connection ends without the last chunk, so that nobody takes the part for the whole. The request's line in the log
    // has the fault; as a cause, it would be logged with the texts of the database.
    // oxlint-disable-next-line eslint/preserve-caught-error
    throw new Error('The export stopped')
  }
}

function readFilters(text: unknown): unknown {
  if (text === undefined) return {}
  try {
    return JSON.parse(typeof text === 'string' ? text : '')
  } catch {
    const errors = [
      { pointer: '/filters', code: 'invalid-format', detail: 'Send the filters as JSON.' } as const,
    ]
    throw new DomainError('validation-failed', { errors })
  }
}
