import { Group, Text, Tooltip } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { announce } from '../lib/announce.ts'
import { type LiveState, useLiveState } from '../lib/live-updates.ts'
import classes from './live-indicator.module.css'

const LOOKS: Record<LiveState, { label: string; explanation: string }> = {
  live: { label: 'Live', explanation: 'Changes appear here as they happen.' },
  connecting: { label: 'Connecting', explanation: 'Changes will appear here after the connection is made.' },
  reconnecting: {
    label: 'Reconnecting',
    explanation: 'The connection was lost. This page may show old data until it is connected again.',
  },
}

/** A tab that is shown again reconnects within this time. Nobody needs a message about that. */
const ANNOUNCE_AFTER_MS = 2_000

export function LiveIndicator() {
  const state = useLiveState()
  const { label, explanation } = LOOKS[state]
  const announcedLoss = useRef(false)
  useEffect(() => {
    if (state === 'live' && announcedLoss.current) {
      announce('Connected again.')
      announcedLoss.current = false
    }
    if (state !== 'reconnecting') return undefined
    const timer = setTimeout(() => {
      announce('Connection lost. Reconnecting.')
      announcedLoss.current = true
    }, ANNOUNCE_AFTER_MS)
    return () => clearTimeout(timer)
  }, [state])
  return (
    <Tooltip label={explanation} multiline maw={240}>
      <Group gap={6} wrap="nowrap" data-live-state={state}>
        <span className={classes.dot} data-state={state} aria-hidden />
        <Text size="xs" c="dimmed" component="span" className={classes.label} data-state={state}>
          {label}
        </Text>
      </Group>
    </Tooltip>
  )
}
