import { Stack, Text } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { ROLE_NAMES } from '../../lib/roles.ts'
import { trpc } from '../../lib/trpc.ts'
import { LinkNav } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { AccountCard } from './account-card.tsx'

export function ChooseOrganizationPage() {
  const { data: session } = useQuery(trpc.account.session.queryOptions())
  const organizations = session?.organizations ?? []
  return (
    <AccountCard>
      <Page title="Choose an organization">
        <Stack gap={4} component="nav" aria-label="Organizations">
          {organizations.map(({ slug, name, role }) => (
            <LinkNav
              key={slug}
              to="/o/$org/tickets"
              params={{ org: slug }}
              label={name}
              description={ROLE_NAMES[role]}
              rightSection={<IconChevronRight size={16} aria-hidden />}
            />
          ))}
        </Stack>
        {organizations.length === 0 && (
          <Text size="sm">
            Your account belongs to no organization yet. Ask an administrator of this installation to add you
            with <code>npm run account -- add-member</code>.
          </Text>
        )}
      </Page>
    </AccountCard>
  )
}
