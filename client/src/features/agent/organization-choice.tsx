import type { ConnectOrganizationDto } from '#shared/agent.ts'
import { NativeSelect, Text } from '@mantine/core'
import { ROLE_NAMES } from '../../lib/roles.ts'

interface OrganizationChoiceProps {
  organizations: ConnectOrganizationDto[]
  chosen: ConnectOrganizationDto
  onChoose: (slug: string) => void
}

/** The one organization whose tickets the agent works on. Where there is only one, there is nothing to choose. */
export function OrganizationChoice({ organizations, chosen, onChoose }: OrganizationChoiceProps) {
  if (organizations.length === 1) {
    return (
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        It works on the tickets of <strong>{chosen.name}</strong>.
      </Text>
    )
  }
  return (
    <NativeSelect
      label="Organization"
      description="An agent works on the tickets of one organization."
      data={organizations.map(({ slug, name, role }) => ({
        value: slug,
        label: `${name} (${ROLE_NAMES[role]})`,
      }))}
      value={chosen.slug}
      onChange={({ currentTarget }) => onChoose(currentTarget.value)}
    />
  )
}
