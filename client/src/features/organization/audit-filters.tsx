import { Button, Group, NativeSelect, Text } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import type { AuditLogPageDto } from '#shared/audit-log.ts'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import { auditLogSearch } from './audit-log-search.ts'
import { TOPIC_NAMES } from './topic-names.ts'

const route = getRouteApi('/o/$org/organization/audit-log')

/** What the entries are about, and whose they are. A person is chosen by their name in the log, also when they have left. */
export function AuditFilters({ page }: { page: AuditLogPageDto | undefined }) {
  const { topic, by } = route.useSearch()
  const navigate = route.useNavigate()
  const name = page?.entries.find(({ actor }) => actor.id === by)?.actor.name
  const options = Object.entries(TOPIC_NAMES).map(([value, label]) => ({ value, label }))
  return (
    <Group component="search" gap="xs" aria-label="Find entries">
      <NativeSelect
        aria-label="About"
        size="xs"
        data={[{ value: '', label: 'About everything' }, ...options]}
        value={topic ?? ''}
        onChange={({ currentTarget }) =>
          void navigate({ search: auditLogSearch({ topic: currentTarget.value, by }) })
        }
      />
      {by !== undefined && (
        <>
          <Text size="sm">By {name === undefined ? 'one person' : <UntrustedText text={name} />}</Text>
          <Button size="compact-xs" variant="default" onClick={() => void navigate({ search: { topic } })}>
            By everybody
          </Button>
        </>
      )}
    </Group>
  )
}
