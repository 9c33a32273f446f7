import type { ErasurePreviewDto } from '#shared/privacy.ts'
import { Button, Group, List, Modal, Skeleton, Stack, Text } from '@mantine/core'
import '@mantine/core/styles/List.css'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { formatCappedCount } from '../../lib/format.ts'
import { trpc } from '../../lib/trpc.ts'
import { Confirmation } from '../../ui/confirmation.tsx'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { LinkAnchor, LinkButton } from '../../ui/link.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import { type ErasureSubject, useErasure } from './use-erasure.ts'

/** Says what an erasure takes away now, asks once, and shows how far it is. */
export function ErasurePreview({ org, subject }: { org: string; subject: ErasureSubject }) {
  const preview = useQuery({
    ...trpc.privacy.previewErasure.queryOptions({ org, ...subject }),
    staleTime: 0,
    gcTime: 0,
  })
  const [opened, dialog] = useDisclosure(false)
  const erasure = useErasure(org, subject)

  if (erasure.state === 'done') {
    return (
      <Stack gap="sm">
        <Text size="sm" component="output">
          Erased, with {countTickets(erasure.tickets)}.
        </Text>
        <Another org={org} label="Erase somebody else" />
      </Stack>
    )
  }
  if (preview.isPending) return <Skeleton height={120} />
  if (!preview.data) {
    return (
      <Stack gap="sm">
        <ErrorMessage
          title="What would be erased could not be counted"
          error={preview.error}
          onRetry={() => void preview.refetch()}
        />
        <Another org={org} label="Choose somebody else" />
      </Stack>
    )
  }
  const { users, tickets, otherTickets, isIndexing } = preview.data
  const isNothing = users.length === 0 && tickets === 0 && !isIndexing
  return (
    <Stack gap="sm" maw={680}>
      {isNothing ? (
        <Text size="sm">
          Nothing is stored here of <UntrustedText text={subject.email ?? ''} />.
        </Text>
      ) : (
        <WhatGoes preview={preview.data} subject={subject} />
      )}
      {isIndexing && (
        <Text size="sm">
          The platform still reads tickets from before an upgrade. It erases those of this address by itself
          when it finds them.
        </Text>
      )}
      {otherTickets !== undefined && otherTickets > 0 && (
        <Text size="sm">
          {countTickets(otherTickets)} with the same address came without a sign-in, and stay.{' '}
          <LinkAnchor
            to="/o/$org/organization/privacy"
            params={{ org }}
            search={{ email: users[0]?.email }}
            inherit
            underline="always"
          >
            Erase the address instead
          </LinkAnchor>
        </Text>
      )}
      <Group>
        {!isNothing && <Button onClick={dialog.open}>Erase…</Button>}
        <Another org={org} label="Choose somebody else" />
      </Group>
      <Modal opened={opened} onClose={dialog.close} title="Erase for good?">
        <Confirmation
          label={erasure.error ? 'Go on' : 'Erase'}
          call={{ isPending: erasure.state === 'running', error: erasure.error }}
          onConfirm={erasure.start}
          onCancel={dialog.close}
        >
          <Text size="sm">
            {users.length > 0 && `${users.length === 1 ? 'The user' : `${users.length} users`} and `}
            what {countTickets(tickets)} say. <strong>This cannot be undone.</strong>
          </Text>
          {erasure.state === 'running' && (
            <Text size="sm" component="output">
              {countTickets(erasure.tickets)} so far. If you close this page, the platform goes on by itself.
            </Text>
          )}
        </Confirmation>
      </Modal>
    </Stack>
  )
}

function WhatGoes({ preview, subject }: { preview: ErasurePreviewDto; subject: ErasureSubject }) {
  const { users, tickets } = preview
  return (
    <>
      <Text size="sm">
        {subject.email === undefined ? (
          'This goes:'
        ) : (
          <>
            Of <UntrustedText text={subject.email} /> in this organization, this goes:
          </>
        )}
      </Text>
      <List size="sm">
        {users.map(({ id, name, email, server, sessions }) => (
          <List.Item key={id}>
            the user <UntrustedText text={name} /> (<UntrustedText text={email} />) of {server.name}
            {sessions > 0 && `, signed in with ${sessions === 1 ? '1 client' : `${sessions} clients`}`}
          </List.Item>
        ))}
        <List.Item>
          title, description, e-mail address, captured call and notes of {countTickets(tickets)}
        </List.Item>
      </List>
      <Text size="sm" c="dimmed">
        Status, dates, category, tool and history of the tickets stay, without names. The audit log keeps that
        you erased somebody, by an id. Backups that were made before keep everything until they are deleted.
      </Text>
    </>
  )
}

function Another({ org, label }: { org: string; label: string }) {
  return (
    <LinkButton to="/o/$org/organization/privacy" params={{ org }} search={{}} variant="default">
      {label}
    </LinkButton>
  )
}

function countTickets(count: number): string {
  return count === 1 ? '1 ticket' : `${formatCappedCount(count)} tickets`
}
