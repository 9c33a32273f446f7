import { Group, Text, Tooltip } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { announce } from '../lib/announce.ts'
import { type LiveState, useLiveState } from '../lib/live-updates.ts'
import classes from './live-indicator.module.css'

const LOOKS: Record<LiveState, { label: string; explanation: string }> = {
  live: { label: 'Live', explanation: 'Changes appear here as they happen.' },
  connecting: { label: 'Connecting', explanation: 'Changes appear on their own once connected.' },
  reconnecting: {
    label: 'Reconnecting',
    explanation: 'The connection was lost. What you see may be old until it is back.',
  },
}

export function LiveIndicator() {
  const state = useLiveState()
  const { label, explanation } = LOOKS[state]
  const previous = useRef(state)
  useEffect(() => {
    if (state === 'reconnecting') announce('Connection lost. Reconnecting.')
    if (state === 'live' && previous.current === 'reconnecting') announce('Connected again.')
    previous.current = state
  }, [state])
  return (
    <Tooltip label={explanation} multiline maw={240}>
      <Group gap={6} wrap="nowrap" data-live-state={state}>
        <span className={classes.dot} data-state={state} aria-hidden />
        <Text size="xs" c="dimmed" component="span">
          {label}
        </Text>
      </Group>
    </Tooltip>
  )
}
