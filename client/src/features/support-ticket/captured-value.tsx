import type { ReactNode } from 'react'
import { CopyIcon } from '../../ui/copy-button.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import classes from './failing-call.module.css'

/*
 * Captured values as a list of facts shows them. They are functions, not components, so that a list can leave out what is
 * not there.
 */

export function text(value: string | undefined) {
  return value ? <UntrustedText text={value} /> : undefined
}

/** The name of a program, and its version. */
export function named(software: { name?: string; version?: string } | undefined) {
  return text([software?.name, software?.version].filter(Boolean).join(' '))
}

/** An id that can be copied. @param shown what stands for it; by default the id */
export function identifier(what: string, value: string | undefined, shown: ReactNode = text(value)) {
  return value ? (
    <span className={classes.identifier}>
      {shown}
      <CopyIcon what={what} text={value} />
    </span>
  ) : undefined
}
