import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { CallError } from './call-error.tsx'
import { RowAction } from './row-action.tsx'

interface AskBesideProps {
  /** What is revoked, such as "token Nightly". */
  what: string
  /** What happens on confirming. */
  consequence: string
  /** Of the button that confirms. */
  label: string
  call: { isPending: boolean; error: unknown }
  onConfirm: () => void
}

/** Asks beside a row before it is revoked, because a dialog would hide which one it is. */
export function AskBeside({ what, consequence, label, call, onConfirm }: AskBesideProps) {
  const [asking, setAsking] = useState(false)
  return (
    <Stack gap={6} align="flex-end">
      {asking && <Text size="xs">{consequence}</Text>}
      <CallError error={call.error} />
      <Group gap="xs">
        {/* One button for both, so that it keeps the focus. */}
        <RowAction aria-label={`${asking ? 'Keep' : 'Revoke'} ${what}`} onClick={() => setAsking(!asking)}>
          {asking ? 'Keep' : 'Revoke'}
        </RowAction>
        {asking && (
          <Button color="red" size="xs" loading={call.isPending} onClick={onConfirm}>
            {label}
          </Button>
        )}
      </Group>
    </Stack>
  )
}
