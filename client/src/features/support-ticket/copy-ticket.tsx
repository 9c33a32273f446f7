import { reproduce } from '#shared/reproduce.ts'
import type { TicketDto } from '#shared/support-ticket.ts'
import { Button, Menu, Text } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import {
  IconBraces,
  IconCheck,
  IconChevronDown,
  IconLink,
  IconMarkdown,
  IconTerminal2,
  IconTestPipe,
} from '@tabler/icons-react'
import { announce } from '../../lib/announce.ts'
import { useShortcuts } from '../../lib/shortcuts.ts'
import { useIsNarrow } from '../../lib/use-is-narrow.ts'
import { KeyHint } from '../../ui/key-hint.tsx'
import { ticketMarkdown } from './ticket-markdown.ts'

/** Copies the ticket, or the failing call in a form that can be run. */
export function CopyTicket({ ticket }: { ticket: TicketDto }) {
  const { copied, copy } = useClipboard({ timeout: 2_000 })
  const copyAs = (what: string, text: string) => {
    copy(text)
    announce(`Copied ${what}.`)
  }
  const copyMarkdown = () => copyAs('the ticket as Markdown', ticketMarkdown(ticket))
  useShortcuts({ c: copyMarkdown })
  const hasCall = ticket.context?.incident?.tool !== undefined
  const isNarrow = useIsNarrow()
  const Icon = copied ? IconCheck : IconChevronDown
  return (
    <Menu position="bottom-end" width={300}>
      <Menu.Target>
        <Button variant="default" rightSection={<Icon size={14} aria-hidden />}>
          {copied ? 'Copied' : hasCall && !isNarrow ? 'Copy, reproduce' : 'Copy'}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Copy the ticket</Menu.Label>
        <Menu.Item
          leftSection={<IconMarkdown size={16} aria-hidden />}
          rightSection={<KeyHint keys="C" />}
          onClick={copyMarkdown}
        >
          As Markdown for an LLM{' '}
          <Text span size="xs" c="dimmed">
            texts fenced as untrusted
          </Text>
        </Menu.Item>
        <Menu.Item
          leftSection={<IconBraces size={16} aria-hidden />}
          onClick={() => copyAs('the ticket as JSON', ticketJson(ticket))}
        >
          As JSON
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLink size={16} aria-hidden />}
          onClick={() => copyAs('a link', location.href)}
        >
          Link
        </Menu.Item>
        {hasCall && <Reproduce ticket={ticket} onCopy={copyAs} />}
      </Menu.Dropdown>
    </Menu>
  )
}

/** Without notes: what is copied is often sent on, and notes are for colleagues. */
function ticketJson(ticket: TicketDto): string {
  const events = ticket.events.filter(({ type }) => type !== 'noted')
  return JSON.stringify({ ...ticket, events }, undefined, 2)
}

interface ReproduceProps {
  ticket: TicketDto
  onCopy: (what: string, text: string) => void
}

function Reproduce({ ticket, onCopy }: ReproduceProps) {
  const { context } = ticket
  const { placeholders, ...forms } = reproduce(context?.incident ?? {}, context?.transport)
  const items = [
    { label: 'JSON-RPC tools/call', text: forms.jsonRpc, Icon: IconTerminal2 },
    { label: 'MCP Inspector command', text: forms.inspector, Icon: IconTerminal2 },
    { label: 'Test: vitest', text: forms.vitest, Icon: IconTestPipe },
    { label: 'Test: pytest', text: forms.pytest, Icon: IconTestPipe },
  ]
  return (
    <>
      <Menu.Divider />
      <Menu.Label>Reproduce the call</Menu.Label>
      {items.map(({ label, text, Icon }) => (
        <Menu.Item
          key={label}
          leftSection={<Icon size={16} aria-hidden />}
          onClick={() => onCopy(label, text)}
        >
          {label}
        </Menu.Item>
      ))}
      {placeholders.length > 0 && (
        <Menu.Label>
          {placeholders.length} {placeholders.length === 1 ? 'placeholder' : 'placeholders'} to fill in:{' '}
          {placeholders.join(', ')}
        </Menu.Label>
      )}
    </>
  )
}
