import type { McpServerDto } from '#shared/mcp-server.ts'
import { ActionIcon, Button, Group, Menu, Modal, Stack, Text } from '@mantine/core'
import { IconArchive, IconDots } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { formatCappedCount } from '../../lib/format.ts'
import { trpc } from '../../lib/trpc.ts'
import { useCan } from '../../lib/use-can.ts'
import { BackLink } from '../../ui/back-link.tsx'
import { Columns } from '../../ui/columns.tsx'
import { ComingPart } from '../../ui/coming.tsx'
import { CopyIcon } from '../../ui/copy-button.tsx'
import { lazyPart } from '../../ui/lazy-part.tsx'
import { Page } from '../../ui/page.tsx'
import { ArchiveServer } from './archive-server.tsx'
import { ArchivedNotice } from './archived-notice.tsx'
import { ConnectSnippets } from './connect-snippets.tsx'
import type { EditServerProps } from './edit-server.tsx'
import { ManageRefusal } from './manage-refusal.tsx'
import { ServerKeysPanel } from './server-keys-panel.tsx'
import { ServerLinks } from './server-links.tsx'
import { SetUp } from './set-up.tsx'
import { SignInFacts } from './sign-in-facts.tsx'
import { ToolPreview } from './tool-preview.tsx'
import classes from './server-view.module.css'

const EditServer = lazyPart<EditServerProps>(() => import('./edit-server.tsx').then((it) => it.EditServer), {
  waiting: <ComingPart height={480} />,
})

interface ServerViewProps {
  org: string
  server: McpServerDto
  dialog: 'edit' | 'archive' | undefined
  onShow: (dialog: 'edit' | 'archive' | undefined) => void
}

export function ServerView({ org, server, dialog, onShow }: ServerViewProps) {
  const { name, archivedAt } = server
  const isOffered = server.supportToolEnabled && !archivedAt
  const canManage = useCan(org, 'manage servers')
  useEffect(() => {
    if (canManage) EditServer.preload()
  }, [canManage])
  /** Of the key that was just created, for the snippets beside it. */
  const [dsn, setDsn] = useState<string>()
  const close = () => onShow(undefined)

  return (
    <Page
      title={name}
      description={<Summary server={server} />}
      above={
        <BackLink to="/o/$org/servers" params={{ org }}>
          MCP servers
        </BackLink>
      }
      actions={
        <>
          <ServerLinks org={org} server={server} count={<OpenCount org={org} slug={server.slug} />} />
          {canManage && !archivedAt && <ManageActions name={name} onShow={onShow} />}
        </>
      }
    >
      {archivedAt && <ArchivedNotice org={org} server={server} archivedAt={archivedAt} />}
      <Columns wide ruled>
        <Stack gap="xl" miw={0}>
          <SetUp org={org} server={server} />
          <ServerKeysPanel org={org} server={server} canManage={canManage} dsn={dsn} onCreated={setDsn} />
          {server.authMode === 'oauth' && <SignInFacts server={server} />}
        </Stack>
        <Stack gap="xl" miw={0}>
          <ToolPreview settings={{ ...server, supportToolEnabled: isOffered }} order={2} />
          {!archivedAt && <ConnectSnippets dsn={dsn} server={server} canCreateKeys={canManage} />}
        </Stack>
      </Columns>

      <Modal
        opened={dialog === 'edit' && !archivedAt}
        onClose={close}
        title={`Settings of ${name}`}
        size={1080}
      >
        {canManage ? <EditServer org={org} server={server} onDone={close} /> : <ManageRefusal />}
      </Modal>
      <Modal opened={dialog === 'archive' && !archivedAt} onClose={close} title={`Archive ${name}?`}>
        {canManage ? <ArchiveServer org={org} server={server} onDone={close} /> : <ManageRefusal />}
      </Modal>
    </Page>
  )
}

function Summary({ server }: { server: McpServerDto }) {
  const { origin, authMode, description } = server
  return (
    <Stack gap={4}>
      <Group gap="xs" fz="0.8125rem">
        <Group gap={2} wrap="nowrap" miw={0}>
          <span className={classes.origin}>{origin}</span>
          <CopyIcon what="address" text={origin} />
        </Group>
        <span>{authMode === 'oauth' ? 'Users sign in' : 'Users leave an e-mail address'}</span>
        {!server.supportToolEnabled && <span>Support tool off</span>}
      </Group>
      {description && (
        <Text size="sm" c="var(--mantine-color-text)" maw="68ch" className={classes.description}>
          {description}
        </Text>
      )}
    </Stack>
  )
}

function OpenCount({ org, slug }: { org: string; slug: string }) {
  const { data } = useQuery(trpc.supportTicket.countOpen.queryOptions({ org, server: slug }))
  return data && `\u00A0· ${formatCappedCount(data.open)} open`
}

function ManageActions({ name, onShow }: Pick<ServerViewProps, 'onShow'> & { name: string }) {
  return (
    <>
      <Button variant="default" aria-label={`Settings of ${name}`} onClick={() => onShow('edit')}>
        Settings
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon
            variant="default"
            size="var(--desk-button-height)"
            aria-label={`More actions for ${name}`}
          >
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            color="red"
            leftSection={<IconArchive size={16} aria-hidden />}
            onClick={() => onShow('archive')}
          >
            Archive
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  )
}
