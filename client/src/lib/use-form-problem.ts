import { useState } from 'react'
import { fieldErrors } from './form-errors.ts'
import type { Explanation } from './explain-problem.ts'
import { problemOf } from './problem.ts'
import { useExplanation } from './use-explanation.ts'

/** The part of Mantine's form that shows errors. It does not depend on the form's values. */
interface FormHandle {
  getInputNode(path: string): HTMLElement | null
  setErrors(errors: Record<string, string>): void
}

/**
 * Shows in a form why its submission was refused: each field error at its field, the rest in one explanation.
 * @param prefix the JSON pointer of the form's values in the request
 */
export function useFormProblem(form: FormHandle, prefix = '') {
  const [error, setError] = useState<unknown>()
  const [explanation, setExplanation] = useState<Explanation>()
  const current = useExplanation(error)

  const explain = (next?: Explanation) => {
    setError(undefined)
    setExplanation(next)
  }

  const focusFirst = (errors: Record<string, unknown>) => {
    explain()
    const fields = Object.keys(errors).map((name) => form.getInputNode(name))
    firstOnPage(fields)?.focus()
  }

  const show = (refused: unknown) => {
    const errors = problemOf(refused)?.errors
    if (!errors?.length) return setError(refused)
    const fields = fieldErrors(errors, prefix)
    form.setErrors(fields)
    focusFirst(fields)
    const hidden = Object.entries(fields).filter(([name]) => !form.getInputNode(name))
    if (hidden.length > 0) explain({ message: hidden.map(([, detail]) => detail).join(' ') })
  }

  return { explanation: current ?? explanation, explain, show, focusFirst }
}

/** Errors are in the order of the schema. The focus goes to the first field in the order of the page. */
function firstOnPage(nodes: (HTMLElement | null)[]): HTMLElement | undefined {
  return nodes
    .filter((node) => node !== null)
    .reduce<HTMLElement | undefined>((first, node) => {
      const isEarlier = first && node.compareDocumentPosition(first) & Node.DOCUMENT_POSITION_FOLLOWING
      return !first || isEarlier ? node : first
    }, undefined)
}
