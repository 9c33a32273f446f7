import { type RefObject, useEffect, useRef } from 'react'
import { fieldErrors } from '../lib/form-errors.ts'
import type { Explanation } from '../lib/explain-problem.ts'
import type { Action } from './api.ts'
import { explainRefusal } from './explain-refusal.ts'
import type { Actions } from './use-actions.ts'

interface FormRefusal {
  form: RefObject<HTMLFormElement | null>
  /** What is wrong with each field, by its name. */
  errors: Record<string, string>
  /** What no field can show. */
  explanation: Explanation | undefined
}

/** Shows the refusal of a form's own action, or of leaving it, and takes the focus to where it can be mended. */
export function useRefusal({ refusal }: Actions, own: Action): FormRefusal {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (!refusal) return
    const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
    // A button that shows it is busy gives up its focus.
    const pressed = form.current?.querySelector<HTMLElement>('[type="submit"]')
    if (wrong) wrong.focus()
    else if (document.activeElement === document.body) pressed?.focus()
  }, [refusal])

  const errors = (refusal?.action === own && refusal.problem?.errors) || []
  const explanation = refusal && errors.length === 0 ? explainRefusal(refusal.problem) : undefined
  return { form, errors: fieldErrors(errors), explanation }
}
