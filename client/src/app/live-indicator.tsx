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

/** Coming back to a tab reconnects within this time; saying so would be noise. */
const WORTH_SAYING_MS = 2_000

export function LiveIndicator() {
  const state = useLiveState()
  const { label, explanation } = LOOKS[state]
  const saidLost = useRef(false)
  useEffect(() => {
    if (state === 'live' && saidLost.current) {
      announce('Connected again.')
      saidLost.current = false
    }
    if (state !== 'reconnecting') return undefined
    const timer = setTimeout(() => {
      announce('Connection lost. Reconnecting.')
      saidLost.current = true
    }, WORTH_SAYING_MS)
    return () => clearTimeout(timer)
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
