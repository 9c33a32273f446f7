import { useState } from 'react'
import { fieldErrors } from './form-errors.ts'
import type { Explanation } from './explain-problem.ts'
import { explainError, problemOf } from './problem.ts'

/** The part of Mantine's form, whatever its values, that errors are shown with. */
interface FormHandle {
  getInputNode(path: string): HTMLElement | null
  setErrors(errors: Record<string, string>): void
}

/**
 * Carries a refused submission back into a form: field errors to their fields, the rest to one explanation.
 * @param prefix where the form's values sit in the request, as a JSON pointer
 */
export function useFormProblem(form: FormHandle, prefix = '') {
  const [explanation, setExplanation] = useState<Explanation>()

  const focusFirst = (errors: Record<string, unknown>) => {
    setExplanation(undefined)
    const fields = Object.keys(errors).map((name) => form.getInputNode(name))
    firstOnPage(fields)?.focus()
  }

  const show = (error: unknown) => {
    const errors = problemOf(error)?.errors
    if (!errors?.length) return setExplanation(explainError(error))
    const fields = fieldErrors(errors, prefix)
    form.setErrors(fields)
    focusFirst(fields)
    const unseen = Object.entries(fields).filter(([name]) => !form.getInputNode(name))
    if (unseen.length > 0) setExplanation({ message: unseen.map(([, detail]) => detail).join(' ') })
  }

  return { explanation, show, focusFirst }
}

/** Errors come in the order of the schema; people read in the order of the page. */
function firstOnPage(nodes: (HTMLElement | null)[]): HTMLElement | undefined {
  return nodes
    .filter((node) => node !== null)
    .reduce<HTMLElement | undefined>((first, node) => {
      const isEarlier = first && node.compareDocumentPosition(first) & Node.DOCUMENT_POSITION_FOLLOWING
      return !first || isEarlier ? node : first
    }, undefined)
}
