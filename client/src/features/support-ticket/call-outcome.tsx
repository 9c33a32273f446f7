import { FailedGlyph } from '../../ui/failed-glyph.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import classes from './call-outcome.module.css'

const LABELS: Record<string, string> = {
  ok: 'ok',
  'tool-error': 'failed: tool error',
  'rpc-error': 'failed: protocol error',
  cancelled: 'cancelled',
  'no-answer': 'no answer',
}
const FAILED: ReadonlySet<string> = new Set(['tool-error', 'rpc-error'])

export function isFailed(outcome: string): boolean {
  return FAILED.has(outcome)
}

interface CallOutcomeProps {
  outcome: string
  /** `line`: one word after its glyph; `head`: the whole of it, beside a glyph. */
  look: 'line' | 'head'
}

/** How a call ended. Success is no news, so it has no sign. A newer SDK may send an outcome that is not known here. */
export function CallOutcome({ outcome, look }: CallOutcomeProps) {
  const label = LABELS[outcome] ?? <UntrustedText text={outcome} />
  if (!isFailed(outcome)) return <span className={classes.quiet}>{label}</span>
  return (
    <span className={classes.failed}>
      {look === 'line' && <FailedGlyph />}
      {look === 'line' ? 'failed' : label}
    </span>
  )
}
