import type { FastifyBaseLogger } from 'fastify'
import { describeFault, type ReadFault } from './describe-fault.ts'

/** Of the console. The others call one of these. */
const METHODS = ['log', 'info', 'debug', 'warn', 'error', 'trace', 'dir'] as const

/** What a package says on the console and may be logged: it has nothing that anybody sent. mysql2 has no option for it. */
const KNOWN_TEXT = /^Warning: got packets out of order\. Expected \d+ but received \d+$/

/** Warnings whose text can have an address that somebody sent, or an error that nothing caught. Their code says enough. */
const QUOTING = new Set(['DeprecationWarning', 'UnhandledPromiseRejectionWarning'])

/** What came before there was a log. */
const MOST_KEPT = 100

type Write = (log: FastifyBaseLogger, readFault: ReadFault) => void

/**
 * Takes the warnings of Node, and what packages say on the console, which would be raw text between the lines of the log. They
 * wait until there is a log. What a package says can be anything, so that only the place of the call is logged.
 *
 * @returns writes them to this log, from now on at once
 */
export function collectStrays(): Write {
  const kept: Write[] = []
  let write = (stray: Write): void => {
    if (kept.length < MOST_KEPT) kept.push(stray)
  }
  // Node's own listener prints. It is absent where whoever starts the process wants no warnings.
  if (process.listenerCount('warning') > 0) {
    process.removeAllListeners('warning')
    process.on('warning', (warning) => write(lineOfWarning(warning)))
  }
  for (const method of METHODS) {
    // oxlint-disable-next-line no-console -- nobody else may use it
    console[method] = function call(...said: unknown[]) {
      write(lineOfCall(method, said, call))
    }
  }
  return (log, readFault) => {
    write = (stray) => stray(log, readFault)
    for (const stray of kept.splice(0)) write(stray)
  }
}

function lineOfWarning(warning: Error): Write {
  return (log, readFault) => {
    const read: ReadFault = QUOTING.has(warning.name) ? () => ({ quotesValues: true }) : readFault
    log.warn({ fault: describeFault(warning, read) }, 'A warning of Node or of a package')
  }
}

/** @param call the function that was called: frames begin at who called it */
function lineOfCall(method: string, said: readonly unknown[], call: (...said: unknown[]) => void): Write {
  const error = said.find((part) => part instanceof Error)
  const [text] = said
  const place = new Error(typeof text === 'string' && KNOWN_TEXT.test(text) ? text : '')
  Error.captureStackTrace(place, call)
  return (log, readFault) => {
    const { message, frames } = describeFault(place, readFault)
    const fault = error && describeFault(error, readFault)
    const line = { method, ...(message && { text: message }), ...(fault && { fault }), frames }
    log.warn(line, 'A package wrote to the console')
  }
}
