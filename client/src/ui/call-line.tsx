import classes from './call-line.module.css'
import { UntrustedText } from './untrusted-text.tsx'

interface CallLineProps {
  call: { tool?: string; error?: string; errorMessage?: string }
  /** Whether the line is a link: then the tool shows it. */
  isLink?: boolean
}

/** A failing call in one line: its tool, its error and what that says. The same grammar stands everywhere for a call. */
export function CallLine({ call, isLink }: CallLineProps) {
  const { tool, error, errorMessage } = call
  if (tool === undefined) return <div className={classes.none}>No failing call</div>
  const problem = [error, errorMessage].filter(Boolean).join(': ')
  return (
    <div className={classes.line} title={[tool, problem].filter(Boolean).join('  ')}>
      <span className={isLink ? classes.linkedTool : classes.tool}>
        <UntrustedText text={tool} />
      </span>
      {problem && (
        <>
          {' '}
          <UntrustedText text={problem} />
        </>
      )}
    </div>
  )
}
