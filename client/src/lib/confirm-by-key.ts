import type { KeyboardEvent } from 'react'

/** A handler of keys that confirms on Ctrl Enter, from everywhere in what it is put on. */
export function confirmByKey(confirm: () => void): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return
    event.preventDefault()
    if (!event.repeat) confirm()
  }
}
