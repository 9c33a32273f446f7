import { Button, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { FormError } from '../ui/form-error.tsx'
import type { Action } from './api.ts'
import type { Actions } from './use-actions.ts'
import { useRefusal } from './use-refusal.ts'

interface ActionFormProps {
  actions: Actions
  action: Action
  submitLabel: string
  /** The fields, given the error of each by its name. */
  children: (errors: Record<string, string>) => ReactNode
}

/** A form that sends its fields with one action, and shows why the action was refused. */
export function ActionForm({ actions, action, submitLabel, children }: ActionFormProps) {
  const { form, errors, explanation } = useRefusal(actions, action)
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void actions.send(action, Object.fromEntries(new FormData(event.currentTarget)))
      }}
    >
      <Stack>
        <FormError explanation={explanation} />
        {children(errors)}
        <Button type="submit" loading={actions.pending === action} fullWidth mt="xs">
          {submitLabel}
        </Button>
      </Stack>
    </form>
  )
}
