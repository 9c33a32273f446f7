import { createAccessTokenInput, type Scope, SCOPES, TOKEN_DAYS } from '#shared/access-token.ts'
import { Button, Checkbox, Code, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { schemaResolver, useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { useFormProblem } from '../../lib/use-form-problem.ts'
import { FormError } from '../../ui/form-error.tsx'
import { ShownOnce } from '../../ui/shown-once.tsx'
import { SCOPE_NAMES } from './scope-names.ts'

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
    validate: schemaResolver(createAccessTokenInput, { sync: true }),
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
        <Group justify="flex-end">
          <Button onClick={onDone}>Done</Button>
        </Group>
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
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Create token
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
