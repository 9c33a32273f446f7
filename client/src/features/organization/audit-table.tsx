import type { AuditEntryDto, AuditTopic } from '#shared/audit-log.ts'
import { useIsNarrow } from '../../lib/use-is-narrow.ts'
import { LinkAnchor } from '../../ui/link.tsx'
import { Text } from '@mantine/core'
import { Item, ItemList, Line } from '../../ui/item-list.tsx'
import { RowTable } from '../../ui/row-table.tsx'
import classes from '../../ui/rows.module.css'
import { ExactTime, TimeAgo } from '../../ui/time-ago.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import { AuditSentence } from './audit-sentence.tsx'

/** The entries of the audit log as a table, or as a list in a narrow window. */
export function AuditTable({ entries }: { entries: AuditEntryDto[] }) {
  return useIsNarrow() ? <AuditList entries={entries} /> : <WideAuditTable entries={entries} />
}

const COLUMNS = [{ name: 'When', width: 140 }, { name: 'Who', width: 220 }, { name: 'What' }]

function WideAuditTable({ entries }: { entries: AuditEntryDto[] }) {
  return (
    <RowTable label="Audit log" columns={COLUMNS}>
      {entries.map((entry) => (
        <tr key={entry.id} className={classes.row}>
          <td>
            <TimeAgo iso={entry.at} />
          </td>
          <td>
            <Actor entry={entry} />
          </td>
          <td>
            <AuditSentence entry={entry} />
          </td>
        </tr>
      ))}
    </RowTable>
  )
}

function AuditList({ entries }: { entries: AuditEntryDto[] }) {
  return (
    <ItemList label="Audit log">
      {entries.map((entry) => (
        <Item
          key={entry.id}
          name={
            <Text inherit fw={400}>
              <AuditSentence entry={entry} />
            </Text>
          }
        >
          <Line>
            <Actor entry={entry} /> · <ExactTime iso={entry.at} />
          </Line>
        </Item>
      ))}
    </ItemList>
  )
}

/** Who did it. Their name leads to what else they did. */
function Actor({ entry: { actor } }: { entry: AuditEntryDto }) {
  return (
    <LinkAnchor
      to="."
      search={({ topic }: { topic?: AuditTopic }) => ({ topic, by: actor.id })}
      inherit
      c="inherit"
      underline="always"
    >
      <UntrustedText text={actor.name} />
    </LinkAnchor>
  )
}
