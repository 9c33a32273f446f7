import { Button, Group, Text } from '@mantine/core'

/** Says that a form shows what was written before, and offers to start again. */
export function DraftNotice({ draft }: { draft: { isRestored: boolean; discard: () => void } }) {
  if (!draft.isRestored) return null
  return (
    <Group gap="xs" component="output">
      <Text size="xs" c="dimmed">
        You wrote this before and did not save it.
      </Text>
      <Button size="compact-xs" variant="default" onClick={draft.discard}>
        Start again
      </Button>
    </Group>
  )
}
