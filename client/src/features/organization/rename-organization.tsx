import type { OrganizationDto } from '#shared/organization.ts'
import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { notify } from '../../lib/notify.ts'
import { rolesWith } from '../../lib/roles.ts'
import { lazyRules } from '../../lib/lazy-rules.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { useCan } from '../../lib/use-can.ts'
import { useFormProblem } from '../../lib/use-form-problem.ts'
import { FormError } from '../../ui/form-error.tsx'

const validate = lazyRules(() =>
  import('#shared/organization.ts').then((inputs) => inputs.renameOrganizationInput),
)

export function RenameOrganization({ organization }: { organization: OrganizationDto }) {
  const canRename = useCan(organization.slug, 'rename organization')
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { org: organization.slug, name: organization.name },
    validate,
  })
  const problem = useFormProblem(form)
  const rename = useMutation(
    trpc.organization.rename.mutationOptions({
      onSuccess: async () => {
        problem.explain()
        notify('Organization renamed.')
        await Promise.all([
          queryClient.invalidateQueries(trpc.organization.get.queryFilter({ org: organization.slug })),
          queryClient.invalidateQueries(trpc.account.session.queryFilter()),
        ])
      },
      onError: problem.show,
    }),
  )
  if (!canRename) {
    return (
      <Stack gap={0}>
        <Text size="sm" fw={600}>
          {organization.name}
        </Text>
        <Text size="xs" c="dimmed">
          Only {rolesWith('rename organization')} can rename the organization.
        </Text>
      </Stack>
    )
  }
  return (
    <form noValidate onSubmit={form.onSubmit((values) => rename.mutate(values), problem.focusFirst)}>
      <Stack gap="sm" maw={480}>
        <FormError explanation={problem.explanation} />
        <TextInput
          label="Name of the organization"
          description={`Its address /o/${organization.slug} stays as it is.`}
          required
          key={form.key('name')}
          {...form.getInputProps('name')}
        />
        <Group>
          <Button type="submit" variant="default" loading={rename.isPending}>
            Rename
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
