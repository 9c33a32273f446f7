import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import type { Ref } from 'react'
import { announce } from '../lib/announce.ts'

interface CopyProps {
  /** Names what is copied, for example "reference"; completes "Copy …". */
  what: string
  text: string
}

function useCopy({ what, text }: CopyProps) {
  const { copied, error, copy } = useClipboard({ timeout: 2_000 })
  return {
    label: error ? `Could not copy ${what}` : copied ? 'Copied' : `Copy ${what}`,
    icon: copied && !error ? <IconCheck size={16} /> : <IconCopy size={16} />,
    onClick: () => {
      copy(text)
      announce(`Copied ${what}.`)
    },
  }
}

export function CopyIcon(props: CopyProps) {
  const { label, icon, onClick } = useCopy(props)
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size={26} aria-label={`Copy ${props.what}`} onClick={onClick}>
        {icon}
      </ActionIcon>
    </Tooltip>
  )
}

export function CopyButton({ ref, ...props }: CopyProps & { ref?: Ref<HTMLButtonElement> }) {
  const { label, icon, onClick } = useCopy(props)
  return (
    <Button ref={ref ?? null} variant="default" size="xs" leftSection={icon} onClick={onClick}>
      {label}
    </Button>
  )
}
