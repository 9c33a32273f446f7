import { Group, Text } from '@mantine/core'
import { type LiveState, useLiveState } from '../lib/live-updates.ts'
import classes from './live-indicator.module.css'

const LABELS: Record<LiveState, string> = {
  live: 'Live',
  connecting: 'Connecting',
  reconnecting: 'Reconnecting',
}

/** Says in a word whether changes appear as they happen. What a lost connection means stands above the page. */
export function LiveIndicator() {
  const state = useLiveState()
  return (
    <Group gap={6} wrap="nowrap" data-live-state={state}>
      <span className={classes.dot} data-state={state} aria-hidden />
      <Text size="xs" c="dimmed" component="span" className={classes.label} data-state={state}>
        {LABELS[state]}
      </Text>
    </Group>
  )
}
