import { type RefObject, useEffect, useRef } from 'react'
import { fieldErrors } from '../lib/form-errors.ts'
import type { Explanation } from '../lib/explain-problem.ts'
import type { Action } from './api.ts'
import { explainRefusal } from './explain-refusal.ts'
import type { Actions } from './use-actions.ts'

interface FormRefusal {
  form: RefObject<HTMLFormElement | null>
  /** The error of each field, by its name. */
  errors: Record<string, string>
  /** The error that does not belong to a field. */
  explanation: Explanation | undefined
}

/** Shows why a form's action, or another one on its page, was refused. The focus goes to the first wrong field. */
export function useRefusal({ refusal }: Actions, own: Action): FormRefusal {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (!refusal) return
    const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
    // A button loses the focus while it is disabled, so it gets the focus back.
    const pressed = form.current?.querySelector<HTMLElement>('[type="submit"]')
    if (wrong) wrong.focus()
    else if (document.activeElement === document.body) pressed?.focus()
  }, [refusal])

  const errors = (refusal?.action === own && refusal.problem?.errors) || []
  // The page answers this one with another form.
  const isAnswered = refusal?.problem?.code === 'password-change-required'
  const isExplained = refusal && !isAnswered && errors.length === 0
  const explanation = isExplained ? explainRefusal(refusal.problem) : undefined
  return { form, errors: fieldErrors(errors), explanation }
}
