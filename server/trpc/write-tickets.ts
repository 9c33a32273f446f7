import type { ExportedTicketDto, ExportFormat } from '#shared/privacy.ts'
import { BYTE_ORDER_MARK, csvLine } from '../http/csv.ts'

/** How tickets are written into a file. */
interface TicketWriting {
  type: string
  /** What the file begins with. */
  head: string
  write: (ticket: ExportedTicketDto) => string
}

/** The columns of the CSV, in their order. docs/privacy.md describes them. */
const COLUMNS: Readonly<Record<string, (ticket: ExportedTicketDto) => string | undefined>> = {
  reference: ({ reference }) => reference,
  title: ({ title }) => title,
  description: ({ description }) => description,
  category: ({ category }) => category,
  status: ({ status }) => status,
  resolution: ({ resolution }) => resolution,
  duplicate_of: ({ duplicateOf }) => duplicateOf,
  server: ({ server }) => server.slug,
  reporter: ({ reporter }) => reporter.kind,
  reporter_name: ({ reporter }) => (reporter.kind === 'user' ? reporter.name : undefined),
  reporter_email: ({ reporter }) => (reporter.kind === 'none' ? undefined : reporter.email),
  tool: ({ tool }) => tool,
  error: ({ error }) => error,
  fingerprint: ({ fingerprint }) => fingerprint,
  origin: ({ origin }) => origin,
  created_at: ({ createdAt }) => createdAt,
  updated_at: ({ updatedAt }) => updatedAt,
  erased_at: ({ erasedAt }) => erasedAt,
}

export const WRITINGS: Readonly<Record<ExportFormat, TicketWriting>> = {
  csv: {
    type: 'text/csv; charset=utf-8',
    head: BYTE_ORDER_MARK + csvLine(Object.keys(COLUMNS)),
    write: (ticket) => csvLine(Object.values(COLUMNS).map((read) => read(ticket) ?? '')),
  },
  jsonl: {
    type: 'application/jsonl; charset=utf-8',
    head: '',
    write: (ticket) => `${JSON.stringify(ticket)}\n`,
  },
}
