import type { TicketResolution } from '#shared/support-ticket.ts'
import { Radio, Text, TextInput } from '@mantine/core'
import '@mantine/core/styles/RadioCard.css'
import '@mantine/core/styles/RadioIndicator.css'
import '@mantine/core/styles/Radio.css'
import { useEffect, useRef } from 'react'
import { useShortcuts } from '../../lib/shortcuts.ts'
import { KeyHint } from '../../ui/key-hint.tsx'
import classes from './close-ticket.module.css'

interface Choice {
  value: TicketResolution
  label: string
  more?: string
  /** The same in every dialog, because the hand remembers it. */
  digit: string
}

const CHOICES: readonly Choice[] = [
  { value: 'fixed', label: 'Fixed', more: 'the cause is gone', digit: '1' },
  { value: 'wont-fix', label: 'Won’t fix', more: 'known, and stays', digit: '2' },
  { value: 'duplicate', label: 'Duplicate of…', more: 'another ticket', digit: '3' },
  { value: 'cannot-reproduce', label: 'Can’t reproduce', digit: '4' },
  { value: 'by-design', label: 'Works as designed', digit: '5' },
]

interface ResolutionChoiceProps {
  value: TicketResolution | undefined
  onChange: (value: TicketResolution) => void
  /** Nothing was chosen where something must be. */
  isMissing: boolean
  /** For many tickets at once there is no duplicate: each would name another original. */
  isForMany?: boolean
  /** The reference of the ticket that a duplicate repeats. */
  original?: string
  onOriginalChange?: (reference: string) => void
  originalError?: string | undefined
}

/** The reasons for which a ticket is closed. Digits choose them. */
export function ResolutionChoice(props: ResolutionChoiceProps) {
  const { value, onChange, isMissing, isForMany, original, onOriginalChange, originalError } = props
  const choices = isForMany ? CHOICES.filter((choice) => choice.value !== 'duplicate') : CHOICES
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (value === 'duplicate') field.current?.focus()
  }, [value])
  useShortcuts(
    Object.fromEntries(choices.map(({ digit, value: next }) => [digit, () => onChange(next)])),
    'dialog',
  )
  return (
    <Radio.Group
      label="Resolution"
      value={value ?? null}
      onChange={onChange}
      error={isMissing && 'Say why it is closed.'}
    >
      {choices.map((choice, place) => (
        <div key={choice.value}>
          <Radio
            value={choice.value}
            className={classes.choice}
            classNames={{ body: classes.choiceBody!, labelWrapper: classes.choiceLabel! }}
            data-autofocus={place === 0 || undefined}
            label={
              <span className={classes.choiceText}>
                <span>
                  <Text span inherit fw={choice.value === value ? 600 : 400}>
                    {choice.label}
                  </Text>{' '}
                  {choice.more && (
                    <Text span inherit c="dimmed">
                      {choice.more}
                    </Text>
                  )}
                </span>
                <KeyHint keys={choice.digit} />
              </span>
            }
          />
          {choice.value === 'duplicate' && value === 'duplicate' && (
            <TextInput
              ref={field}
              className={classes.original}
              aria-label="Reference of the other ticket"
              placeholder="TK-7F3K-9Q2M"
              maxLength={100}
              autoComplete="off"
              value={original}
              onChange={({ currentTarget }) => onOriginalChange?.(currentTarget.value)}
              error={originalError}
            />
          )}
        </div>
      ))}
    </Radio.Group>
  )
}
