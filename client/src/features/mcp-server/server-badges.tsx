import { Badge } from '@mantine/core'
import { IconArchive, IconLifebuoy, IconLifebuoyOff, IconUserCheck } from '@tabler/icons-react'

export function SupportToolBadge({ enabled }: { enabled: boolean }) {
  const Icon = enabled ? IconLifebuoy : IconLifebuoyOff
  return (
    <Badge color={enabled ? 'green' : 'gray'} tt="none" fw={600} leftSection={<Icon size={13} aria-hidden />}>
      {enabled ? 'Support tool on' : 'Support tool off'}
    </Badge>
  )
}

export function SignInBadge() {
  return (
    <Badge color="indigo" tt="none" fw={600} leftSection={<IconUserCheck size={13} aria-hidden />}>
      Users sign in
    </Badge>
  )
}

export function ArchivedBadge() {
  return (
    <Badge color="gray" tt="none" fw={600} leftSection={<IconArchive size={13} aria-hidden />}>
      Archived
    </Badge>
  )
}
