import { PASSWORD_MIN } from '#shared/limits.ts'
import { useForm } from '@mantine/form'
import { Button, Group, Stack } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { notify } from '../../lib/notify.ts'
import { hasCode } from '../../lib/problem.ts'
import { lazyRules } from '../../lib/lazy-rules.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { useFormProblem } from '../../lib/use-form-problem.ts'
import { PasswordField } from '../../ui/credential-fields.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { Panel } from '../../ui/panel.tsx'

const validate = lazyRules(() => import('#shared/account.ts').then((inputs) => inputs.changePasswordInput))

/** The section of the profile in which the signed-in person changes their password. */
export function ChangePassword() {
  const { data: session } = useQuery(trpc.account.session.queryOptions())
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { currentPassword: '', password: '' },
    validate,
  })
  const problem = useFormProblem(form)
  const change = useMutation(
    trpc.account.changePassword.mutationOptions({
      onSuccess: () => {
        problem.explain()
        notify('Password changed. You are signed out everywhere else.')
        form.reset()
        return queryClient.invalidateQueries(trpc.account.sessions.queryFilter())
      },
      onError: (error) => {
        if (!hasCode(error, 'wrong-credentials')) return problem.show(error)
        const errors = { currentPassword: 'This is not your current password.' }
        form.setErrors(errors)
        problem.focusFirst(errors)
      },
    }),
  )
  return (
    <Panel
      title="Password"
      about="A new password signs you out everywhere else. This browser stays signed in, and so do your scripts: access tokens stay valid until you revoke them."
    >
      <form noValidate onSubmit={form.onSubmit((values) => change.mutate(values), problem.focusFirst)}>
        <Stack gap="sm" maw={400}>
          <FormError explanation={problem.explanation} />
          {/* Tells password managers whose password it is. */}
          <input hidden readOnly autoComplete="username" value={session?.account.email ?? ''} />
          <PasswordField
            label="Current password"
            autoComplete="current-password"
            key={form.key('currentPassword')}
            {...form.getInputProps('currentPassword')}
          />
          <PasswordField
            label="New password"
            description={`At least ${PASSWORD_MIN} characters. A few unrelated words make a good password.`}
            autoComplete="new-password"
            key={form.key('password')}
            {...form.getInputProps('password')}
          />
          <Group>
            <Button type="submit" loading={change.isPending}>
              Change password
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  )
}
