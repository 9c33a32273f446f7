import type { TicketDto } from '#shared/support-ticket.ts'
import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconEyeOff } from '@tabler/icons-react'
import { useEffect } from 'react'
import { useCan } from '../../lib/use-can.ts'
import { ComingPart } from '../../ui/coming.tsx'
import { LazyDialog } from '../../ui/lazy-dialog.tsx'
import { lazyPart } from '../../ui/lazy-part.tsx'
import type { ChooseFieldProps } from './choose-field.tsx'

const ChooseField = lazyPart<ChooseFieldProps>(
  () => import('./choose-field.tsx').then((it) => it.ChooseField),
  { waiting: <ComingPart height={240} /> },
)

/** The control with which people who may do so take one value out of a ticket. */
export function WithholdField({ org, ticket }: { org: string; ticket: TicketDto }) {
  const canWithhold = useCan(org, 'withhold fields')
  const [opened, dialog] = useDisclosure(false)
  useEffect(() => {
    if (canWithhold) ChooseField.preload()
  }, [canWithhold])
  if (!canWithhold || ticket.erasedAt) return null
  return (
    <>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconEyeOff size={14} aria-hidden />}
        onClick={dialog.open}
      >
        Withhold
      </Button>
      <LazyDialog
        opened={opened}
        onClose={dialog.close}
        title={`Withhold a value of ${ticket.reference}`}
        size="lg"
      >
        <ChooseField org={org} ticket={ticket} onDone={dialog.close} />
      </LazyDialog>
    </>
  )
}
