import { Group, Text } from '@mantine/core'
import { IconLifebuoy } from '@tabler/icons-react'

export function Brand() {
  return (
    <Group gap={8} wrap="nowrap">
      <IconLifebuoy size={20} stroke={1.8} aria-hidden />
      <Text fw={650} fz="0.9375rem" lh={1.4} component="span" style={{ whiteSpace: 'nowrap' }}>
        mcp-obs
      </Text>
    </Group>
  )
}
