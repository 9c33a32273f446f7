import type { JoinedDto } from '#shared/invitation.ts'
import { Button, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { keepSession } from '../../lib/keep-session.ts'
import { lazyRules } from '../../lib/lazy-rules.ts'
import { trpc } from '../../lib/trpc.ts'
import { useFormProblem } from '../../lib/use-form-problem.ts'
import { FormError } from '../../ui/form-error.tsx'
import { NewAccountFields } from './new-account-fields.tsx'

const validate = lazyRules(() =>
  import('#shared/invitation.ts').then((inputs) => inputs.signUpByInvitationInput),
)

interface InvitationSignUpProps {
  secret: string
  onJoined: (joined: JoinedDto) => void
}

/** Creates an account that joins the organization of an invitation. It gets no organization of its own. */
export function InvitationSignUp({ secret, onJoined }: InvitationSignUpProps) {
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { secret, name: '', email: '', password: '' },
    validate,
  })
  const problem = useFormProblem(form)
  const signUp = useMutation(
    trpc.invitation.signUp.mutationOptions({
      onSuccess: async (joined) => {
        const obstacle = await keepSession()
        problem.explain(obstacle)
        if (!obstacle) onJoined(joined)
      },
      onError: problem.show,
    }),
  )
  return (
    <form noValidate onSubmit={form.onSubmit((values) => signUp.mutate(values), problem.focusFirst)}>
      <Stack>
        <FormError explanation={problem.explanation} />
        <NewAccountFields form={form} />
        <Button type="submit" loading={signUp.isPending} fullWidth mt="xs">
          Create account and join
        </Button>
      </Stack>
    </form>
  )
}
