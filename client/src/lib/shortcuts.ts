import { useEffect, useEffectEvent } from 'react'
import { useStored, writeStored } from './stored-value.ts'

/** What a key does, by the character that it types. */
export type Shortcuts = Readonly<Record<string, (() => void) | undefined>>

const SWITCH = 'single-letters'
const LAYER = '[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]'
/** Elements in which a letter is text, or chooses an option. */
const WRITING = 'textarea, select, [contenteditable="true"], input:not([type="checkbox"], [type="radio"])'

/** Whether single letters act as shortcuts here. One switch turns them off (WCAG 2.1.4). */
export function useSingleLetters(): { on: boolean; setOn: (on: boolean) => void } {
  const on = useStored(SWITCH) !== 'off'
  return { on, setOn: (next) => writeStored(SWITCH, next ? undefined : 'off') }
}

/**
 * Lets single characters act, outside of fields and without other keys held.
 *
 * @param scope `page`: while no dialog or menu is open; `dialog`: while one is
 */
export function useShortcuts(shortcuts: Shortcuts, scope: 'page' | 'dialog' = 'page'): void {
  const { on } = useSingleLetters()
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (isTaken(event)) return
    if ((document.querySelector(LAYER) !== null) !== (scope === 'dialog')) return
    const act = shortcuts[event.key.toLowerCase()]
    if (!act) return
    event.preventDefault()
    act()
  })
  useEffect(() => {
    if (!on) return undefined
    const listen = (event: KeyboardEvent) => press(event)
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [on])
}

function isTaken(event: KeyboardEvent): boolean {
  const { key, target } = event
  if (event.defaultPrevented || event.isComposing || event.repeat) return true
  if (event.ctrlKey || event.metaKey || event.altKey) return true
  // A question mark is typed with Shift. A capital letter is not a shortcut.
  if (event.shiftKey && key !== '?') return true
  return target instanceof Element && target.closest(WRITING) !== null
}
