import { UnstyledButton } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { useState } from 'react'
import { useIsPrinting } from '../../lib/use-is-printing.ts'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import classes from './failing-call.module.css'
import { countFrames, splitStack } from './stack-frames.ts'

/** A stack whose frames of libraries and of the runtime are folded. */
export function CallStack({ stack }: { stack: string }) {
  return (
    <div className={classes.stack}>
      {Array.from(splitStack(stack).entries(), ([place, { kind, lines }]) =>
        kind === 'own' ? (
          <pre key={place} className={classes.frames}>
            <UntrustedText text={lines.join('\n')} />
          </pre>
        ) : (
          <LibraryFrames key={place} lines={lines} />
        ),
      )}
    </div>
  )
}

function LibraryFrames({ lines }: { lines: string[] }) {
  const [isOpen, setOpen] = useState(false)
  const open = useIsPrinting() || isOpen
  const count = countFrames(lines)
  return (
    <>
      <UnstyledButton
        className={classes.fold}
        data-open={open || undefined}
        aria-expanded={open}
        onClick={() => setOpen(!isOpen)}
      >
        <IconChevronRight size={14} aria-hidden className={classes.chevron} />
        <span>
          {count} {count === 1 ? 'frame' : 'frames'} of libraries and the runtime
        </span>
      </UnstyledButton>
      {open && (
        <pre className={`${classes.frames} ${classes.library}`}>
          <UntrustedText text={lines.join('\n')} />
        </pre>
      )}
    </>
  )
}
