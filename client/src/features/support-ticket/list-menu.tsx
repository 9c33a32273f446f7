import { ActionIcon, Button, Group, Loader, Menu, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconBraces, IconDots, IconTable } from '@tabler/icons-react'
import type { ExportFormat } from '#shared/privacy.ts'
import { useCan } from '../../lib/use-can.ts'
import { FormError } from '../../ui/form-error.tsx'
import { LazyDialog } from '../../ui/lazy-dialog.tsx'
import type { TicketListSearch } from './ticket-list-search.ts'
import { useExport } from './use-export.ts'

/** What can be done with the whole list: exporting what the filters show. */
export function ListMenu({ org, search }: { org: string; search: TicketListSearch }) {
  const canExport = useCan(org, 'export tickets')
  const [opened, dialog] = useDisclosure(false)
  const file = useExport(org, search)
  if (!canExport) return null
  const begin = (format: ExportFormat) => {
    dialog.open()
    file.start(format)
  }
  const close = () => {
    dialog.close()
    file.cancel()
  }
  return (
    <>
      <Menu position="bottom-end" width={330}>
        <Menu.Target>
          <ActionIcon variant="default" size={32} aria-label="More for this list">
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Export what the filters show</Menu.Label>
          <Menu.Item leftSection={<IconTable size={16} aria-hidden />} onClick={() => begin('csv')}>
            As CSV{' '}
            <Text span size="xs" c="dimmed">
              for spreadsheets
            </Text>
          </Menu.Item>
          <Menu.Item leftSection={<IconBraces size={16} aria-hidden />} onClick={() => begin('jsonl')}>
            As JSON Lines{' '}
            <Text span size="xs" c="dimmed">
              for programs, exact texts
            </Text>
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <LazyDialog opened={opened} onClose={close} title="Export tickets">
        <Stack>
          <FormError explanation={file.explanation} />
          {file.state !== 'failed' && (
            <Group gap="sm">
              {file.state === 'running' && <Loader size="xs" aria-hidden />}
              <Text size="sm" component="output">
                {file.tickets.toLocaleString('en')} {file.tickets === 1 ? 'ticket' : 'tickets'}
                {file.state === 'done' ? ' saved in your downloads.' : ' so far'}
              </Text>
            </Group>
          )}
          <Text size="sm" c="dimmed">
            Internal notes and captured calls are not in the file. The audit log keeps that you exported.
          </Text>
          <Group justify="flex-end">
            {file.state === 'running' ? (
              <Button variant="default" onClick={close}>
                Cancel
              </Button>
            ) : (
              <Button onClick={close} data-autofocus>
                Done
              </Button>
            )}
          </Group>
        </Stack>
      </LazyDialog>
    </>
  )
}
