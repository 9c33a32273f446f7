import { createRedactor } from '#sdk/wire/redact.ts'

const redactor = createRedactor({ emails: true, ips: true })
/** Characters. */
const MAX_MESSAGE = 300
const MAX_FRAMES = 12

/** The name of a class or of a code. Anything else could be a text that somebody sent. */
const CODE = /^[\w.-]{1,64}$/

/** One line of a stack: an optional function, then a file of ours, of a package or of Node with line and column. */
const FRAME = /^\s+at (?:[^()]{1,200} \()?(?:file:\/\/|node:|\/|[A-Za-z]:\\)[^()]{1,300}:\d+:\d+\)?$/

/** What an error tells about the database. Whoever builds the app passes the reader in: `http/` knows no driver. */
export type ReadFault = (
  error: unknown,
) => { outage?: 'unreached' | 'lost' | undefined; quotesValues: boolean } | undefined

/** An error as it may be logged. */
export interface Fault {
  name: string
  code?: string | number
  /** Of the operating system, of MySQL or of SQLite. */
  errno?: number
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
  const { code, errno, errcode } = error as { code?: unknown; errno?: unknown; errcode?: unknown }
  const number = errno ?? errcode
  const quotes = error instanceof SyntaxError || readFault(error)?.quotesValues === true
  return {
    name: isCode(name) ? name : 'Error',
    ...(isCode(code) && { code }),
    ...(typeof number === 'number' && { errno: number }),
    ...(!quotes && { message: redactor.redactText(message).slice(0, MAX_MESSAGE) }),
    frames: framesOf(error),
  }
}

/**
 * Describes an error in one line for an operator's terminal: its message or, where that may repeat values, its name and
 * codes, such as `TableNotFoundException ER_NO_SUCH_TABLE 1146`.
 */
export function summariseFault(error: unknown, readFault: ReadFault): string {
  const { name, code, errno, message } = describeFault(error, readFault)
  if (message) return message
  return [name, code, errno].filter((part) => part !== undefined).join(' ')
}

function isCode(value: unknown): value is string | number {
  return typeof value === 'number' || (typeof value === 'string' && CODE.test(value))
}

/**
 * Returns the frames of a stack. The stack repeats the message, which may hold lines that look like frames, so only what
 * follows the message counts. The ORM repeats such lines once more below, where it adds the stack of the driver's error.
 */
function framesOf({ message, stack = '' }: Error): string[] {
  const start = message === '' ? 0 : stack.lastIndexOf(message)
  if (start < 0) return []
  const quoted = new Set(message.split('\n').map((line) => line.trim()))
  return stack
    .slice(start + message.length)
    .split('\n')
    .filter((line) => FRAME.test(line) && !quoted.has(line.trim()))
    .slice(0, MAX_FRAMES)
    .map((line) => line.trim())
}
