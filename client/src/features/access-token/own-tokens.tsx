import { Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { rolesWith } from '../../lib/roles.ts'
import { trpc } from '../../lib/trpc.ts'
import { useCan } from '../../lib/use-can.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { SecretDialog } from '../../ui/secret-dialog.tsx'
import { CreateToken } from './create-token.tsx'
import { TokenList } from './token-list.tsx'

/** The signed-in person's access tokens in one organization. */
export function OwnTokens({ organization }: { organization: { slug: string; name: string } }) {
  const { slug: org, name } = organization
  const id = useId()
  const [opened, dialog] = useDisclosure(false)
  const canCreate = useCan(org, 'create access tokens')
  const tokens = useQuery(trpc.accessToken.listOwn.queryOptions({ org }))
  return (
    <Stack gap="sm" component="section" aria-labelledby={id}>
      <Group justify="space-between">
        <Title order={3} id={id}>
          {name}
        </Title>
        {canCreate && (
          <Button
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            aria-label={`Create token for ${name}`}
            onClick={dialog.open}
          >
            Create token
          </Button>
        )}
      </Group>
      {!canCreate && (
        <Text size="xs" c="dimmed">
          Only {rolesWith('create access tokens')} can create tokens here.
        </Text>
      )}
      {tokens.isPending && <Skeleton height={60} />}
      {tokens.isError && (
        <ErrorMessage
          title="The tokens could not be loaded"
          error={tokens.error}
          onRetry={() => void tokens.refetch()}
        />
      )}
      {tokens.data?.length === 0 && canCreate && <Text size="sm">No token yet.</Text>}
      {tokens.data && tokens.data.length > 0 && (
        <TokenList org={org} label={`Your access tokens for ${name}`} tokens={tokens.data} />
      )}
      <SecretDialog
        opened={opened}
        onClose={dialog.close}
        title={`Access token for ${name}`}
        keepMounted={false}
      >
        <CreateToken org={org} onDone={dialog.close} />
      </SecretDialog>
    </Stack>
  )
}
