import { Button, Menu, Text } from '@mantine/core'
import { IconCheck, IconSelector } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { knownSession } from '../lib/known-session.ts'
import { trpc } from '../lib/trpc.ts'

export function OrganizationSwitcher({ org, onSwitch }: { org: string; onSwitch?: () => void }) {
  // Read from the cache, not from the route, so that a new name is shown at once.
  const { data: session } = useQuery(trpc.account.session.queryOptions())
  const organizations = (session ?? knownSession())?.organizations ?? []
  const navigate = useNavigate()
  const current = organizations.find(({ slug }) => slug === org)
  if (organizations.length < 2) {
    return (
      <Text size="sm" fw={600} px={8} truncate>
        {current?.name}
      </Text>
    )
  }
  return (
    <Menu position="bottom-start" width={220}>
      <Menu.Target>
        <Button
          variant="default"
          px={8}
          justify="space-between"
          rightSection={<IconSelector size={16} aria-hidden />}
          aria-label={`Organization: ${current?.name ?? org}. Switch`}
        >
          {current?.name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {organizations.map(({ slug, name }) => (
          <Menu.Item
            key={slug}
            rightSection={slug === org ? <IconCheck size={16} aria-label="open now" /> : undefined}
            onClick={() => {
              onSwitch?.()
              void navigate({ to: '/o/$org/tickets', params: { org: slug } })
            }}
          >
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
