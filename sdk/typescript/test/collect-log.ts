import type { Logger } from '../src/index.ts'

/** A logger that keeps its warnings. */
export function collectLog(): { logger: Logger; warnings: string[] } {
  const warnings: string[] = []
  return { warnings, logger: { warn: (message) => warnings.push(message), debug: () => undefined } }
}
