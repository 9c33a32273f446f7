import { IconChevronRight } from '@tabler/icons-react'
import { useState } from 'react'
import { useIsPrinting } from '../lib/use-is-printing.ts'
import { wholeMarker } from '../lib/untrusted-text.ts'
import classes from './json-tree.module.css'
import { MarkerChip, UntrustedText } from './untrusted-text.tsx'

/** Deeper levels start closed. A usual call can be read at once, and a large one stays short. */
const OPEN_DEPTH = 4

/** JSON from outside as a tree that opens and closes. Markers of redaction and cutting are shown as labels. */
export function JsonTree({ value }: { value: unknown }) {
  return (
    <div className={classes.tree}>
      {isBranch(value) ? <Children value={value} depth={0} /> : <Leaf value={value} />}
    </div>
  )
}

type Branch = Record<string, unknown> | unknown[]

function isBranch(value: unknown): value is Branch {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0
}

function Children({ value, depth }: { value: Branch; depth: number }) {
  const entries: [string, unknown][] = Object.entries(value)
  return (
    <ul className={classes.list}>
      {entries.map(([key, child]) => (
        <li key={key}>
          <Node name={Array.isArray(value) ? undefined : key} value={child} depth={depth} />
        </li>
      ))}
    </ul>
  )
}

function Node({ name, value, depth }: { name: string | undefined; value: unknown; depth: number }) {
  const cutKeys = name === undefined ? undefined : wholeMarker(name)
  if (cutKeys) return <MarkerChip marker={cutKeys} />
  if (isBranch(value)) return <Foldable name={name} value={value} depth={depth} />
  return (
    <div className={classes.row}>
      <Name name={name} />
      <Leaf value={value} />
    </div>
  )
}

function Foldable({ name, value, depth }: { name: string | undefined; value: Branch; depth: number }) {
  const [isOpen, setOpen] = useState(depth < OPEN_DEPTH)
  const open = useIsPrinting() || isOpen
  return (
    <>
      <button
        type="button"
        className={`${classes.toggle} ${open ? classes.open : ''}`}
        aria-expanded={open}
        onClick={() => setOpen(!isOpen)}
      >
        <IconChevronRight className={classes.chevron} size={14} aria-hidden />
        <span>
          <Name name={name} />
          <span className={classes.size}>{describeSize(value)}</span>
        </span>
      </button>
      {open && <Children value={value} depth={depth + 1} />}
    </>
  )
}

function describeSize(value: Branch): string {
  const count = Object.keys(value).length
  if (Array.isArray(value)) return count === 1 ? '[1 item]' : `[${count} items]`
  return count === 1 ? '{1 field}' : `{${count} fields}`
}

function Name({ name }: { name: string | undefined }) {
  if (name === undefined) return null
  return (
    <>
      <span className={classes.key}>
        <UntrustedText text={name} />
      </span>
      <span className={classes.punctuation}>: </span>
    </>
  )
}

function Leaf({ value }: { value: unknown }) {
  if (typeof value === 'string') {
    const marker = wholeMarker(value)
    if (marker) return <MarkerChip marker={marker} />
    return (
      <span className={classes.string}>
        "<UntrustedText text={value} />"
      </span>
    )
  }
  return <span className={classes.literal}>{JSON.stringify(value) ?? 'undefined'}</span>
}
