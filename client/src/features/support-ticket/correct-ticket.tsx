import type { TicketDto } from '#shared/support-ticket.ts'
import { useForm } from '@mantine/form'
import { Button, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { lazyRules } from '../../lib/lazy-rules.ts'
import { notify } from '../../lib/notify.ts'
import { hasCode } from '../../lib/problem.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { useCan } from '../../lib/use-can.ts'
import { useFormDraft } from '../../lib/use-form-draft.ts'
import { useFormProblem } from '../../lib/use-form-problem.ts'
import { DialogButtons } from '../../ui/dialog-buttons.tsx'
import { DraftNotice } from '../../ui/draft-notice.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { LazyDialog } from '../../ui/lazy-dialog.tsx'
import { Conflict } from './conflict.tsx'
import { useSeen } from './use-seen.ts'

const validate = lazyRules(() =>
  import('#shared/support-ticket.ts').then(({ ticketWords }) =>
    ticketWords.pick({ title: true, category: true }),
  ),
)

/** The dialog that corrects a ticket. The page keeps it, because it outlives the ticket. */
export interface Correction {
  opened: boolean
  /** Whether the ticket was deleted meanwhile. */
  isTooLate: boolean
  open: () => void
  close: () => void
}

interface CorrectTicketProps {
  org: string
  ticket: TicketDto
  correction: Correction
}

/** The control with which people who may do so correct the title and the category of a ticket. */
export function CorrectTicket({ org, ticket, correction }: CorrectTicketProps) {
  const canWork = useCan(org, 'work tickets')
  const { opened, isTooLate, open, close } = correction
  return (
    <>
      {canWork && (
        <Button variant="default" size="xs" leftSection={<IconPencil size={14} aria-hidden />} onClick={open}>
          Correct
        </Button>
      )}
      <LazyDialog opened={opened} onClose={close} title="Correct title and category">
        <CorrectionForm org={org} ticket={ticket} isTooLate={isTooLate} onDone={close} />
      </LazyDialog>
    </>
  )
}

interface CorrectionFormProps {
  org: string
  ticket: TicketDto
  isTooLate: boolean
  onDone: () => void
}

/** Sends only what the person changed, so that it undoes no correction of somebody else. */
function CorrectionForm({ org, ticket, isTooLate, onDone }: CorrectionFormProps) {
  const { reference } = ticket
  const { seen, changes, catchUp } = useSeen(org, ticket, 'correct it')
  const form = useForm({
    mode: 'controlled',
    initialValues: { title: ticket.title, category: ticket.category },
    validate,
  })
  const draft = useFormDraft(form, `correct:${org}/${reference}`)
  const problem = useFormProblem(form)
  const correct = useMutation(
    trpc.supportTicket.correct.mutationOptions({
      onSuccess: (corrected) => {
        queryClient.setQueryData(trpc.supportTicket.get.queryKey({ org, reference }), corrected)
        draft.discard()
        notify(`${reference} corrected.`)
        onDone()
      },
      onError: async (error) => {
        const latest = await catchUp(error)
        if (latest) return takeOver(latest)
        problem.show(error)
        // The category may be gone from the list of the MCP server.
        if (hasCode(error, 'validation-failed'))
          await queryClient.invalidateQueries(trpc.mcpServer.list.queryFilter({ org }))
      },
    }),
  )
  /** What the person typed stays. A field that they left alone shows the change of the other person. */
  const takeOver = (latest: TicketDto) => {
    const { title, category } = form.getValues()
    form.setValues({
      title: title === seen.title ? latest.title : title,
      category: category === seen.category ? latest.category : category,
    })
  }
  const save = ({ title, category }: typeof form.values) => {
    const corrections = {
      ...(title !== seen.title && { title }),
      ...(category !== seen.category && { category }),
    }
    if (isTooLate) return
    if (Object.keys(corrections).length === 0) return onDone()
    correct.mutate({ org, reference, expectedVersion: seen.version, ...corrections })
  }

  return (
    <form noValidate onSubmit={form.onSubmit(save, problem.focusFirst)}>
      <Stack>
        {isTooLate && (
          <Conflict title="The ticket was deleted">
            What you typed cannot be saved any more. Copy it if you need it.
          </Conflict>
        )}
        {changes && !isTooLate && (
          <Conflict>{changes} What you typed is kept, and is not saved yet.</Conflict>
        )}
        {!isTooLate && <FormError explanation={problem.explanation} />}
        {!isTooLate && <DraftNotice draft={draft} />}
        <TextInput label="Title" required data-autofocus {...form.getInputProps('title')} />
        <NativeSelect
          label="Category"
          data={useCategories(org, seen, form.values.category)}
          required
          {...form.getInputProps('category')}
        />
        <Text size="sm" c="dimmed">
          The history keeps the old values, with your name.
        </Text>
        <DialogButtons>
          <Button
            variant="default"
            onClick={() => {
              draft.discard()
              onDone()
            }}
          >
            {isTooLate ? 'Close' : 'Cancel'}
          </Button>
          {!isTooLate && (
            <Button type="submit" loading={correct.isPending}>
              {changes ? 'Save anyway' : 'Save'}
            </Button>
          )}
        </DialogButtons>
      </Stack>
    </form>
  )
}

/** The categories of the ticket's MCP server now, its own if it is no longer one of them, and the chosen one. */
function useCategories(org: string, { server, category }: TicketDto, chosen: string): string[] {
  const { data: servers } = useQuery(trpc.mcpServer.list.queryOptions({ org }))
  const offered = servers?.find(({ slug }) => slug === server.slug)?.supportToolCategories ?? []
  return [...new Set([...offered, category, chosen])]
}
