import type { TicketDto } from '#shared/support-ticket.ts'
import { Button, Menu } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconBraces, IconCheck, IconCopy, IconLink, IconMarkdown } from '@tabler/icons-react'
import { announce } from '../../lib/announce.ts'
import { ticketMarkdown } from './ticket-markdown.ts'

export function CopyTicket({ ticket }: { ticket: TicketDto }) {
  const { copied, copy } = useClipboard({ timeout: 2_000 })
  const copyAs = (what: string, text: string) => {
    copy(text)
    announce(`Copied the ticket as ${what}.`)
  }
  const Icon = copied ? IconCheck : IconCopy
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" size="sm" leftSection={<Icon size={16} aria-hidden />}>
          {copied ? 'Copied' : 'Copy'}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconMarkdown size={16} aria-hidden />}
          onClick={() => copyAs('Markdown', ticketMarkdown(ticket))}
        >
          Copy as Markdown for an LLM
        </Menu.Item>
        <Menu.Item
          leftSection={<IconBraces size={16} aria-hidden />}
          onClick={() => copyAs('JSON', JSON.stringify(ticket, undefined, 2))}
        >
          Copy as JSON
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLink size={16} aria-hidden />}
          onClick={() => copyAs('a link', location.href)}
        >
          Copy link
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
