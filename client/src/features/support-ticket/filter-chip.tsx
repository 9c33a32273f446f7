import { UnstyledButton, VisuallyHidden } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import classes from './filter-chip.module.css'

interface FilterChipProps {
  label: string
  value: string
  onRemove: () => void
}

/** A filter that is set. It is one button, which takes the filter off. */
export function FilterChip({ label, value, onRemove }: FilterChipProps) {
  return (
    <UnstyledButton className={classes.chip} onClick={onRemove}>
      <VisuallyHidden component="span">Remove the filter: </VisuallyHidden>
      <span className={classes.label}>{label}</span>{' '}
      <span className={classes.value}>
        <UntrustedText text={value} />
      </span>
      <IconX size={14} aria-hidden />
    </UnstyledButton>
  )
}
