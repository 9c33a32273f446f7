import { useState } from 'react'
import { ComingPart } from '../../ui/coming.tsx'
import { LazyDialog } from '../../ui/lazy-dialog.tsx'
import { lazyPart } from '../../ui/lazy-part.tsx'
import type { BulkStatusProps } from './bulk-status.tsx'
import type { Selection } from './selection.ts'
import type { Step } from './steps.ts'
import type { TicketListSearch } from './ticket-list-search.ts'

const BulkStatus = lazyPart<BulkStatusProps>(() => import('./bulk-status.tsx').then((it) => it.BulkStatus), {
  waiting: <ComingPart height={240} />,
})

interface BulkDialogProps {
  org: string
  search: TicketListSearch
  selection: Selection
  step: Step
  opened: boolean
  onClose: () => void
}

/**
 * Asks before many tickets change, and stays until they have. Then only its button stops it: a key that is pressed by habit would
 * take away what says how far it is.
 */
export function BulkDialog({ org, search, selection, step, opened, onClose }: BulkDialogProps) {
  const [isRunning, setIsRunning] = useState(false)
  const label = step.label.replace('…', '')
  const finish = (isChanged: boolean) => {
    onClose()
    if (isChanged) selection.clear()
  }
  return (
    <LazyDialog
      opened={opened}
      onClose={() => finish(false)}
      closeOnEscape={!isRunning}
      closeOnClickOutside={!isRunning}
      withCloseButton={!isRunning}
      title={`${label}: selected tickets`}
      size={480}
    >
      <BulkStatus
        org={org}
        search={search}
        selection={selection}
        to={step.to}
        label={label}
        onRunning={setIsRunning}
        onDone={finish}
      />
    </LazyDialog>
  )
}
BulkDialog.preload = BulkStatus.preload
