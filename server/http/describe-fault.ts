import { createRedactor } from '#sdk/wire/redact.ts'

const redactor = createRedactor({ emails: true, ips: true })
/** Characters. */
const MAX_MESSAGE = 300
const MAX_FRAMES = 12

/** One line of a stack: an optional function, then a file of ours, of a package or of Node with line and column. */
const FRAME = /^\s+at (?:[^()]{1,200} \()?(?:file:\/\/|node:|\/|[A-Za-z]:\\)[^()]{1,300}:\d+:\d+\)?$/

/** What an error tells about the database. Whoever builds the app passes the reader in: `http/` knows no driver. */
export type ReadFault = (
  error: unknown,
) => { outage?: 'unreached' | 'lost' | undefined; quotesValues: boolean } | undefined

/** An error as it may be logged. */
export interface Fault {
  name: string
  code?: unknown
  errno?: unknown
  message?: string
  frames?: string[]
}

/**
 * Describes an error for the log. Messages of databases and of parsers repeat what people sent, so of those only the
 * code and the frames of the stack are kept.
 */
export function describeFault(error: unknown, readFault: ReadFault): Fault {
  if (!(error instanceof Error)) return { name: typeof error }
  const { name, message } = error
  const { code, errno } = error as { code?: unknown; errno?: unknown }
  const quotes = error instanceof SyntaxError || readFault(error)?.quotesValues === true
  return {
    name,
    ...(code !== undefined && { code }),
    ...(errno !== undefined && { errno }),
    ...(!quotes && { message: redactor.redactText(message).slice(0, MAX_MESSAGE) }),
    frames: framesOf(error),
  }
}

/** A stack repeats the message, which may hold lines that look like frames: only what follows the message counts. */
function framesOf({ message, stack = '' }: Error): string[] {
  const start = message === '' ? 0 : stack.lastIndexOf(message)
  if (start < 0) return []
  return stack
    .slice(start + message.length)
    .split('\n')
    .filter((line) => FRAME.test(line))
    .slice(0, MAX_FRAMES)
    .map((line) => line.trim())
}
