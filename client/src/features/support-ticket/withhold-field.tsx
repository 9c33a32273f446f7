import type { TicketDto } from '#shared/support-ticket.ts'
import { Button, Skeleton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconEyeOff } from '@tabler/icons-react'
import { Suspense, useEffect } from 'react'
import { lazyPart } from '../../lib/lazy-part.tsx'
import { useCan } from '../../lib/use-can.ts'
import { LazyDialog } from '../../ui/lazy-dialog.tsx'
import type { ChooseFieldProps } from './choose-field.tsx'

const ChooseField = lazyPart<ChooseFieldProps>(() =>
  import('./choose-field.tsx').then((it) => it.ChooseField),
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
        <Suspense fallback={<Skeleton height={240} />}>
          <ChooseField org={org} ticket={ticket} onDone={dialog.close} />
        </Suspense>
      </LazyDialog>
    </>
  )
}
