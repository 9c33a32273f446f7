import type { AuditEntryDto } from '#shared/audit-log.ts'
import { Card, Stack, Table, Text } from '@mantine/core'
import { useIsNarrow } from '../../lib/use-is-narrow.ts'
import { RowTable } from '../../ui/row-table.tsx'
import classes from '../../ui/rows.module.css'
import { ExactTime, TimeAgo } from '../../ui/time-ago.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import { AuditSentence } from './audit-sentence.tsx'

/** The entries of the audit log as a table, or as cards in a narrow window. */
export function AuditTable({ entries }: { entries: AuditEntryDto[] }) {
  return useIsNarrow() ? <AuditCards entries={entries} /> : <WideAuditTable entries={entries} />
}

const COLUMNS = [{ name: 'When', width: 156 }, { name: 'Who', width: 200 }, { name: 'What' }]

function WideAuditTable({ entries }: { entries: AuditEntryDto[] }) {
  return (
    <RowTable label="Audit log" columns={COLUMNS}>
      {entries.map((entry) => (
        <Table.Tr key={entry.id}>
          <Table.Td className={classes.cell}>
            <TimeAgo iso={entry.at} />
          </Table.Td>
          <Table.Td className={classes.details}>
            <UntrustedText text={entry.actor.name} />
          </Table.Td>
          <Table.Td className={classes.details}>
            <AuditSentence entry={entry} />
          </Table.Td>
        </Table.Tr>
      ))}
    </RowTable>
  )
}

function AuditCards({ entries }: { entries: AuditEntryDto[] }) {
  return (
    <Stack gap="xs" component="ul" aria-label="Audit log" className={classes.cards}>
      {entries.map((entry) => (
        <Card key={entry.id} component="li" withBorder padding="sm">
          <Text size="sm" className={classes.details}>
            <AuditSentence entry={entry} />
          </Text>
          <Text size="xs" c="dimmed" mt={4} className={classes.details}>
            <UntrustedText text={entry.actor.name} /> · <ExactTime iso={entry.at} />
          </Text>
        </Card>
      ))}
    </Stack>
  )
}
