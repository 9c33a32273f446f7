import { useExplanation } from '../lib/use-explanation.ts'
import { FormError } from './form-error.tsx'

/** Explains a call that failed, in a form or a dialog. Shows nothing while there is no error. */
export function CallError({ error }: { error: unknown }) {
  return <FormError explanation={useExplanation(error)} />
}
