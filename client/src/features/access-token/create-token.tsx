import { type Scope, SCOPES } from '#shared/choices.ts'
import { TOKEN_DAYS } from '#shared/limits.ts'
import { useForm } from '@mantine/form'
import { Button, Checkbox, Code, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { lazyRules } from '../../lib/lazy-rules.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { useFormProblem } from '../../lib/use-form-problem.ts'
import { DialogButtons } from '../../ui/dialog-buttons.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { ShownOnce } from '../../ui/shown-once.tsx'
import { SCOPE_NAMES } from '../../lib/scope-names.ts'

const validate = lazyRules(() =>
  import('#shared/access-token.ts').then((inputs) => inputs.createAccessTokenInput),
)

const DAYS = [7, 30, TOKEN_DAYS.default, 180, TOKEN_DAYS.max].map((days) => ({
  value: String(days),
  label: days === TOKEN_DAYS.max ? 'In a year' : `In ${days} days`,
}))

/** The content of a dialog that creates an access token, and then shows it once. */
export function CreateToken({ org, onDone }: { org: string; onDone: () => void }) {
  const [days, setDays] = useState<number>(TOKEN_DAYS.default)
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { org, name: '', scopes: ['tickets:read'] as Scope[] },
    validate,
  })
  const problem = useFormProblem(form)
  const create = useMutation(
    trpc.accessToken.create.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.accessToken.pathFilter()),
      onError: problem.show,
    }),
  )
  if (create.data) {
    return (
      <Stack>
        <ShownOnce what="access token" secret={create.data.secret} />
        <Text size="sm">
          Give it to one script, and keep it as secret as a password. For the script, the organization is{' '}
          <Code>{org}</Code>.
        </Text>
        <DialogButtons>
          <Button onClick={onDone}>Done</Button>
        </DialogButtons>
      </Stack>
    )
  }
  return (
    <form
      noValidate
      onSubmit={form.onSubmit(
        (values) => create.mutate({ ...values, expiresInDays: days }),
        problem.focusFirst,
      )}
    >
      <Stack>
        <FormError explanation={problem.explanation} />
        <TextInput
          label="Name"
          description="Shown in the history of tickets that the script changes."
          required
          data-autofocus
          key={form.key('name')}
          {...form.getInputProps('name')}
        />
        <Checkbox.Group
          label="The script may"
          required
          key={form.key('scopes')}
          {...form.getInputProps('scopes')}
        >
          <Stack gap="xs" mt={6} mb={6}>
            {SCOPES.map((scope) => (
              <Checkbox
                key={scope}
                value={scope}
                label={SCOPE_NAMES[scope].name}
                description={SCOPE_NAMES[scope].note}
              />
            ))}
          </Stack>
        </Checkbox.Group>
        <NativeSelect
          label="Ends"
          data={DAYS}
          value={String(days)}
          onChange={({ currentTarget }) => setDays(Number(currentTarget.value))}
        />
        <DialogButtons>
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Create token
          </Button>
        </DialogButtons>
      </Stack>
    </form>
  )
}
