import { Group, Text } from '@mantine/core'
import { IconLifebuoy } from '@tabler/icons-react'

export function Brand() {
  return (
    <Group gap={8} wrap="nowrap">
      <Text c="indigo" component="span" lh={1} aria-hidden>
        <IconLifebuoy size={22} stroke={1.8} />
      </Text>
      <Text fw={650} size="md" component="span">
        mcp-obs
      </Text>
    </Group>
  )
}
