import type { InvitationDto } from '#shared/invitation.ts'
import { isPermitted, permissionToInvite } from '#shared/permissions.ts'
import { type Role, ROLES } from '#shared/choices.ts'
import { Button, Modal, Skeleton, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ROLE_NAMES, withArticle } from '../../lib/roles.ts'
import { trpc } from '../../lib/trpc.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { Item, ItemList, Line } from '../../ui/item-list.tsx'
import { Panel } from '../../ui/panel.tsx'
import { RowAction } from '../../ui/row-action.tsx'
import { SecretDialog } from '../../ui/secret-dialog.tsx'
import { TimeAgo, TimeLeft } from '../../ui/time-ago.tsx'
import { InviteMember } from './invite-member.tsx'
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
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={inviteDialog.open}>
          Invite
        </Button>
      }
      about="An invitation is a link that lets one person in, within seven days. The dashboard sends no e-mail, so you give the link to them yourself."
    >
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
        <ItemList label="Open invitations">
          {invitations.data.map((invitation) => (
            <Item
              key={invitation.id}
              name={ROLE_NAMES[invitation.role]}
              end={
                roles.includes(invitation.role) && (
                  <RowAction
                    aria-label={`Revoke the invitation as ${withArticle(invitation.role)}`}
                    onClick={() => {
                      setChosen(invitation)
                      revokeDialog.open()
                    }}
                  >
                    Revoke
                  </RowAction>
                )
              }
            >
              <Line>
                Made <TimeAgo iso={invitation.createdAt} /> by {invitation.createdBy} · ends{' '}
                <TimeLeft iso={invitation.expiresAt} />
              </Line>
            </Item>
          ))}
        </ItemList>
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
