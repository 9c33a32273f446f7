import { Button, CloseButton, Group, Text } from '@mantine/core'
import { useFocusWithin, useHover, useMergedRef } from '@mantine/hooks'
import { useEffect } from 'react'
import { announce } from '../../lib/announce.ts'
import { explainError } from '../../lib/problem.ts'
import { useShortcuts } from '../../lib/shortcuts.ts'
import { offerUndo, type UndoOffer } from '../../lib/undo-offer.ts'
import { KeyHint } from '../../ui/key-hint.tsx'
import classes from './undo-offer.module.css'
import { describeUndo, useUndo } from './use-undo.ts'

/** How long an offer stays while nobody points at it and the focus is elsewhere. */
const STAYS_MS = 12_000

/** The offer to undo the last change of status. It stands beside the rows and pages, never over them. */
export default function UndoStatus({ offer }: { offer: UndoOffer }) {
  const { hovered, ref: hoverRef } = useHover()
  const { focused, ref: focusRef } = useFocusWithin()
  const ref = useMergedRef(hoverRef, focusRef)
  const undo = useUndo(offer.org)
  const text = undo.isSuccess
    ? describeUndo(undo.data)
    : undo.isError
      ? explainError(undo.error).message
      : offer.message
  const canUndo = !undo.isSuccess && !undo.isPending
  const run = () => undo.mutate(offer.operation)
  useShortcuts({ z: canUndo ? run : undefined })
  useEffect(() => announce(text), [text])
  useEffect(() => {
    if (hovered || focused || undo.isPending) return undefined
    const timer = setTimeout(() => offerUndo(undefined), STAYS_MS)
    return () => clearTimeout(timer)
  }, [hovered, focused, undo.isPending])
  return (
    <aside ref={ref} className={classes.offer} aria-label="Last change">
      <Group justify="space-between" wrap="nowrap" gap={4} align="flex-start">
        <Text size="xs">{text}</Text>
        <CloseButton size="sm" aria-label="Close message" onClick={() => offerUndo(undefined)} />
      </Group>
      {!undo.isSuccess && (
        <Button
          variant="default"
          size="xs"
          classNames={{ label: classes.keyed! }}
          aria-keyshortcuts="Z"
          loading={undo.isPending}
          onClick={run}
        >
          Undo
          <KeyHint keys="Z" />
        </Button>
      )}
    </aside>
  )
}
