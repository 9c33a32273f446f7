import { useState } from 'react'

/** Which tickets of a list are chosen: some by their references, or all that match but for some. */
export interface Selection {
  /** All that match the filters, on other pages too. */
  isAll: boolean
  /** The chosen ones, or of all the exceptions. */
  references: ReadonlySet<string>
  has: (reference: string) => boolean
  toggle: (reference: string) => void
  togglePage: (references: string[]) => void
  selectAll: () => void
  clear: () => void
  /** Whether anything is chosen. */
  isSome: boolean
}

const NONE: ReadonlySet<string> = new Set()

/** @param list names the list. In another list nothing is chosen. */
export function useSelection(list: string): Selection {
  const [state, setState] = useState({ list, isAll: false, references: NONE })
  const { isAll, references } = state.list === list ? state : { isAll: false, references: NONE }
  const set = (next: ReadonlySet<string>, all = isAll) => setState({ list, isAll: all, references: next })
  const has = (reference: string) => references.has(reference) !== isAll
  return {
    isAll,
    references,
    has,
    isSome: isAll || references.size > 0,
    toggle: (reference) => set(references.symmetricDifference(new Set([reference]))),
    togglePage: (page) => {
      if (isAll || page.every(has)) return set(NONE, false)
      set(references.union(new Set(page)))
    },
    selectAll: () => set(NONE, true),
    clear: () => set(NONE, false),
  }
}
