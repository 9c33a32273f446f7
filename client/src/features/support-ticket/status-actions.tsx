import type { TicketDto, TicketStatus } from '#shared/support-ticket.ts'
import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { leaveForHeading } from '../../lib/heading-focus.ts'
import { useShortcuts } from '../../lib/shortcuts.ts'
import { useCan } from '../../lib/use-can.ts'
import { KeyHint } from '../../ui/key-hint.tsx'
import { LazyDialog } from '../../ui/lazy-dialog.tsx'
import { CloseTicket } from './close-ticket.tsx'
import { ConfirmStatus } from './confirm-status.tsx'
import { CLOSE, keyOf, REOPEN, START, type Step } from './steps.ts'

/** The possible next steps for each status. The most common one is last, at the edge. */
const NEXT: Record<TicketStatus, readonly [other: Step, usual: Step]> = {
  open: [START, CLOSE],
  in_progress: [{ to: 'open', label: 'Back to open', letter: 'O' }, CLOSE],
  closed: [START, REOPEN],
}

interface Intent extends Step {
  /** The ticket that the person saw when they decided. */
  seen: TicketDto
}

interface StatusActionsProps {
  org: string
  ticket: TicketDto
  /** Goes on to the next ticket of the list; absent at its end. */
  onNext: (() => void) | undefined
}

/**
 * The control of a ticket's status, for people who may change it. A dialog that is open when their role changes stays,
 * because it explains why the change was refused.
 */
export function StatusActions({ org, ticket, onNext }: StatusActionsProps) {
  const canWork = useCan(org, 'work tickets')
  const [opened, dialog] = useDisclosure(false)
  const [intent, setIntent] = useState<Intent>()
  const [isChanged, setIsChanged] = useState(false)
  const steps = NEXT[ticket.status]
  const ask = (step: Step) => {
    setIntent({ ...step, seen: ticket })
    setIsChanged(false)
    dialog.open()
  }
  useShortcuts(canWork ? Object.fromEntries(steps.map((step) => [keyOf(step), () => ask(step)])) : {})
  /** The focus leaves the buttons: another press of Enter must not start the next change. */
  const finish = (goesOn: boolean) => {
    setIsChanged(true)
    dialog.close()
    if (goesOn && onNext) onNext()
    else leaveForHeading()
  }
  const shared = { org, onCancel: dialog.close }
  return (
    <>
      {/* The same two buttons for every status: after Cancel, the focus returns to one of them. */}
      {canWork &&
        steps.map((step, place) => (
          <Button
            key={place === 0 ? 'other' : 'usual'}
            variant={step === CLOSE ? 'filled' : 'default'}
            aria-keyshortcuts={step.letter}
            onClick={() => ask(step)}
          >
            {step.label}
            <KeyHint keys={step.letter} />
          </Button>
        ))}
      <LazyDialog
        size={intent?.to === 'closed' ? 480 : 'md'}
        opened={opened}
        onClose={dialog.close}
        returnFocus={!isChanged}
        title={intent ? titleOf(intent) : ''}
      >
        {intent?.to === 'closed' && (
          <CloseTicket
            {...shared}
            seen={intent.seen}
            hasNext={onNext !== undefined}
            onClosed={(goesOn) => finish(goesOn)}
          />
        )}
        {intent && intent.to !== 'closed' && (
          <ConfirmStatus {...shared} intent={intent} onChanged={() => finish(false)} />
        )}
      </LazyDialog>
    </>
  )
}

function titleOf({ to, label, seen }: Intent): string {
  return to === 'closed' ? `Close ${seen.reference}` : `${label}?`
}
