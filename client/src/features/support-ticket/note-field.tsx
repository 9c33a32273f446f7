import { NOTE_MAX } from '#shared/limits.ts'
import { Group, Text, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, type KeyboardEvent, useRef } from 'react'
import { announce } from '../../lib/announce.ts'
import { leaveField } from '../../lib/heading-focus.ts'
import { useShortcuts } from '../../lib/shortcuts.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { useDraft } from '../../lib/use-draft.ts'
import { CallButton } from '../../ui/call-button.tsx'
import { CallError } from '../../ui/call-error.tsx'
import { KeyHint } from '../../ui/key-hint.tsx'
import classes from './timeline.module.css'

/** Where staff write for each other. What is written stays a draft until it is added. */
export function NoteField({ org, reference }: { org: string; reference: string }) {
  const draft = useDraft(`note:${org}/${reference}`)
  const isEmpty = draft.text.trim() === ''
  const add = useMutation(
    trpc.supportTicket.addNote.mutationOptions({
      onSuccess: (ticket) => {
        queryClient.setQueryData(trpc.supportTicket.get.queryKey({ org, reference }), ticket)
        draft.clear()
        announce('Note added.')
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isEmpty && !add.isPending) add.mutate({ org, reference, note: draft.text })
  }
  const field = useRef<HTMLTextAreaElement>(null)
  useShortcuts({ n: () => field.current?.focus() })
  const leave = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.nativeEvent.isComposing) leaveField(event.currentTarget)
  }
  return (
    <form className={classes.field} onSubmit={submit}>
      <Textarea
        ref={field}
        aria-label="Note for colleagues"
        aria-keyshortcuts="N"
        rightSection={isEmpty && <KeyHint keys="N" />}
        rightSectionPointerEvents="none"
        placeholder="Note for colleagues. Never sent to the reporter."
        autosize
        minRows={2}
        maxRows={12}
        maxLength={NOTE_MAX}
        value={draft.text}
        onChange={({ currentTarget }) => draft.write(currentTarget.value)}
        onKeyDown={leave}
      />
      <CallError error={add.error} />
      <Group gap="xs">
        <CallButton type="submit" variant="default" loading={add.isPending} disabled={isEmpty}>
          Add note
          <KeyHint keys="Ctrl Enter" />
        </CallButton>
        <Text size="xs" c="dimmed">
          {isEmpty ? '' : 'Kept as a draft in this tab'}
        </Text>
      </Group>
    </form>
  )
}
