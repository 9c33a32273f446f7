import type { McpServerDto } from '#shared/mcp-server.ts'
import { TICKET_LIMITS } from '#shared/limits.ts'
import { useForm } from '@mantine/form'
import { Button, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { lazyRules } from '../../lib/lazy-rules.ts'
import { notify } from '../../lib/notify.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { useFormDraft } from '../../lib/use-form-draft.ts'
import { useFormProblem } from '../../lib/use-form-problem.ts'
import { DialogButtons } from '../../ui/dialog-buttons.tsx'
import { DraftNotice } from '../../ui/draft-notice.tsx'
import { FormError } from '../../ui/form-error.tsx'

interface NewTicketFormProps {
  org: string
  servers: McpServerDto[]
  onCancel: () => void
}

interface Values {
  server: string
  title: string
  description: string
  category: string
  email: string
}

/** Returns the fields as the server accepts them: without the e-mail address if it is empty. */
function toFields({ title, description, category, email }: Values) {
  return { title, description, category, ...(email.trim() && { email }) }
}

const validateFields = lazyRules(() =>
  import('#shared/support-ticket.ts').then((inputs) => inputs.ticketWords),
)

/** The form for a report that arrived in another way, such as a phone call. */
export function NewTicketForm({ org, servers, onCancel }: NewTicketFormProps) {
  const navigate = useNavigate()
  const [only, ...others] = servers
  const form = useForm<Values>({
    mode: 'controlled',
    initialValues: {
      server: only && others.length === 0 ? only.slug : '',
      title: '',
      description: '',
      category: '',
      email: '',
    },
    validate: async (values) => ({
      ...(values.server ? {} : { server: 'Choose the MCP server.' }),
      ...(await validateFields(toFields(values))),
    }),
  })
  const draft = useFormDraft(form, `new-ticket:${org}`)
  const problem = useFormProblem(form, '/words')
  const openTicket = useMutation(
    trpc.supportTicket.open.mutationOptions({
      onSuccess: (ticket) => {
        queryClient.setQueryData(
          trpc.supportTicket.get.queryKey({ org, reference: ticket.reference }),
          ticket,
        )
        draft.discard()
        notify(`Ticket ${ticket.reference} opened.`)
        void navigate({ to: '/o/$org/tickets/$reference', params: { org, reference: ticket.reference } })
      },
      onError: problem.show,
    }),
  )
  const categories = servers.find(({ slug }) => slug === form.values.server)?.supportToolCategories ?? []

  return (
    <form
      noValidate
      onSubmit={form.onSubmit(
        (values) => openTicket.mutate({ org, server: values.server, words: toFields(values) }),
        problem.focusFirst,
      )}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          For a report that you received in another way, such as by phone. No call is attached to this ticket.
        </Text>
        <DraftNotice draft={draft} />
        <FormError explanation={problem.explanation} />
        <NativeSelect
          label="MCP server"
          data={[
            { value: '', label: 'Choose a server' },
            ...servers.map(({ slug, name }) => ({ value: slug, label: name })),
          ]}
          required
          data-autofocus
          {...form.getInputProps('server')}
          onChange={({ currentTarget }) => form.setValues({ server: currentTarget.value, category: '' })}
        />
        <NativeSelect
          label="Category"
          data={[{ value: '', label: 'Choose a category' }, ...categories]}
          required
          {...form.getInputProps('category')}
        />
        <TextInput
          label="Title"
          description="What is wrong or wanted, in one line."
          required
          {...form.getInputProps('title')}
        />
        <Textarea
          label="Description"
          description={`What the person did, expected and got. At most ${TICKET_LIMITS.description.toLocaleString('en')} characters.`}
          required
          autosize
          minRows={4}
          maxRows={14}
          {...form.getInputProps('description')}
        />
        <TextInput
          label="E-mail address of the reporter"
          description="Optional. Without it the ticket shows “No contact”."
          type="email"
          autoComplete="off"
          {...form.getInputProps('email')}
        />
        <DialogButtons>
          <Button
            variant="default"
            onClick={() => {
              draft.discard()
              onCancel()
            }}
          >
            Cancel
          </Button>
          <Button type="submit" loading={openTicket.isPending}>
            Open ticket
          </Button>
        </DialogButtons>
      </Stack>
    </form>
  )
}
