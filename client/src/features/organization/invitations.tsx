import type { InvitationDto } from '#shared/invitation.ts'
import { isPermitted, permissionToInvite } from '#shared/permissions.ts'
import { type Role, ROLES } from '#shared/organization.ts'
import { Button, Modal, Skeleton, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ROLE_NAMES, withArticle } from '../../lib/roles.ts'
import { trpc } from '../../lib/trpc.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { Panel } from '../../ui/panel.tsx'
import { SecretDialog } from '../../ui/secret-dialog.tsx'
import { TimeAgo, TimeLeft } from '../../ui/time-ago.tsx'
import { InviteMember } from './invite-member.tsx'
import classes from './members.module.css'
import { RevokeInvitation } from './revoke-invitation.tsx'

interface InvitationsProps {
  org: string
  /** The role of the signed-in person. */
  role: Role
}

/** The invitations that can still be used, for people who may invite. */
export function Invitations({ org, role }: InvitationsProps) {
  const [inviting, inviteDialog] = useDisclosure(false)
  const [revoking, revokeDialog] = useDisclosure(false)
  const [chosen, setChosen] = useState<InvitationDto>()
  const invitations = useQuery(trpc.invitation.list.queryOptions({ org }))
  const roles = ROLES.filter((each) => isPermitted(role, permissionToInvite(each)))
  return (
    <Panel
      title="Invitations"
      actions={
        <Button size="xs" leftSection={<IconPlus size={15} aria-hidden />} onClick={inviteDialog.open}>
          Invite
        </Button>
      }
    >
      <Text size="sm" c="dimmed">
        An invitation is a link that lets one person in, within seven days. The dashboard sends no e-mail, so
        you give the link to them yourself.
      </Text>
      {invitations.isPending && <Skeleton height={40} />}
      {invitations.isError && !invitations.data && (
        <ErrorMessage
          title="The invitations could not be loaded"
          error={invitations.error}
          onRetry={() => void invitations.refetch()}
        />
      )}
      {invitations.data?.length === 0 && <Text size="sm">No open invitation.</Text>}
      {invitations.data && invitations.data.length > 0 && (
        <ul className={classes.members} aria-label="Open invitations">
          {invitations.data.map((invitation) => (
            <li key={invitation.id} className={classes.member}>
              <Stack gap={2} miw={0} flex="1 1 14rem">
                <Text size="sm" fw={600}>
                  {ROLE_NAMES[invitation.role]}
                </Text>
                <Text size="xs" c="dimmed">
                  Made <TimeAgo iso={invitation.createdAt} /> by {invitation.createdBy} · ends{' '}
                  <TimeLeft iso={invitation.expiresAt} />
                </Text>
              </Stack>
              {roles.includes(invitation.role) && (
                <Button
                  variant="default"
                  size="xs"
                  aria-label={`Revoke the invitation as ${withArticle(invitation.role)}`}
                  onClick={() => {
                    setChosen(invitation)
                    revokeDialog.open()
                  }}
                >
                  Revoke
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      <SecretDialog opened={inviting} onClose={inviteDialog.close} title="Invite somebody">
        <InviteMember org={org} roles={roles} onDone={inviteDialog.close} />
      </SecretDialog>
      <Modal opened={revoking} onClose={revokeDialog.close} title="Revoke invitation?">
        {chosen && <RevokeInvitation org={org} invitation={chosen} onDone={revokeDialog.close} />}
      </Modal>
    </Panel>
  )
}
