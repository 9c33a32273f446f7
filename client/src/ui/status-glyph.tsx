import type { TicketStatus } from '#shared/support-ticket.ts'

/** The shape of a status, 16 pixels: a ring, a ring with half its core, a filled check. A word stands beside it. */
export function StatusGlyph({ status }: { status: TicketStatus }) {
  return (
    <svg
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      aria-hidden
      style={{ flex: 'none', color: COLOURS[status] }}
    >
      {status === 'closed' ? (
        <>
          <circle cx="8" cy="8" r="7" fill="currentColor" />
          <path d="m5 8.2 2.1 2.1L11 6.2" stroke="var(--mantine-color-body)" strokeWidth="1.6" />
        </>
      ) : (
        <circle cx="8" cy="8" r="6" stroke="currentColor" strokeWidth="2" />
      )}
      {status === 'in_progress' && <path d="M8 5a3 3 0 0 1 0 6z" fill="currentColor" />}
    </svg>
  )
}

const COLOURS: Readonly<Record<TicketStatus, string>> = {
  open: 'var(--desk-ink)',
  in_progress: 'var(--desk-in-hand)',
  closed: 'var(--mantine-color-dimmed)',
}
