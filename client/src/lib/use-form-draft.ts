import { useEffect, useRef, useState } from 'react'
import { clearDraft, readDraft, writeDraft } from './drafts.ts'

type Values = Record<string, unknown>

/** The part of a controlled Mantine form that a draft needs. */
interface FormHandle<V> {
  values: V
  setValues(values: V): void
  isDirty(): boolean
  reset(): void
}

/**
 * Keeps the changed values of a form until they are sent or discarded. Only changed values are kept: what a colleague saved
 * meanwhile in other fields stays.
 * @param key names the form and what it is about
 */
export function useFormDraft<V extends object>(form: FormHandle<V>, key: string) {
  const [initial] = useState(form.values)
  const [isRestored, setRestored] = useState(false)
  const isWritten = useRef(false)

  useEffect(() => {
    const draft = readDraft(key)
    if (!isValues(draft)) return
    form.setValues(merge(initial, draft))
    isWritten.current = true
    setRestored(true)
    // Once: later the form is ahead of the draft.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [])

  const isDirty = form.isDirty()
  useEffect(() => {
    if (isDirty) writeDraft(key, changes(initial, form.values))
    else if (isWritten.current) clearDraft(key)
    isWritten.current = isDirty
  }, [key, initial, form.values, isDirty])

  const discard = () => {
    clearDraft(key)
    isWritten.current = false
    setRestored(false)
    form.reset()
  }
  return { isRestored, discard }
}

function merge<V extends object>(base: V, draft: Values): V {
  const merged = { ...base } as Values
  for (const [name, value] of Object.entries(draft)) {
    const before = merged[name]
    merged[name] = isValues(before) && isValues(value) ? merge(before, value) : value
  }
  return merged as V
}

function changes(base: object, values: object): Values {
  const before = base as Values
  const changed: Values = {}
  for (const [name, value] of Object.entries(values)) {
    const old = before[name]
    if (isValues(old) && isValues(value)) changed[name] = changes(old, value)
    else if (JSON.stringify(old) !== JSON.stringify(value)) changed[name] = value
  }
  return changed
}

function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
