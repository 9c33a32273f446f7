import { createRedactor } from '#sdk/wire/redact.ts'
import { DriverException } from '@mikro-orm/core'

const redactor = createRedactor({ emails: true, ips: true })
const MAX_MESSAGE = 300
const FRAMES = 12

/**
 * An error as it may be logged. Messages of databases and of parsers quote what people sent, so of those only
 * the code and the stack's frames remain.
 */
export function describeFault(error: unknown) {
  if (!(error instanceof Error)) return { name: typeof error }
  const { name, message, stack = '' } = error
  const { code, errno } = error as { code?: unknown; errno?: unknown }
  const quotes = error instanceof DriverException || error instanceof SyntaxError || 'sqlMessage' in error
  return {
    name,
    ...(code !== undefined && { code }),
    ...(errno !== undefined && { errno }),
    ...(!quotes && { message: redactor.redactText(message).slice(0, MAX_MESSAGE) }),
    frames: stack
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, FRAMES)
      .map((line) => line.trim()),
  }
}
