import { UnstyledButton, type UnstyledButtonProps } from '@mantine/core'
import type { ComponentPropsWithRef } from 'react'
import classes from './rows.module.css'

type RowActionProps = UnstyledButtonProps & Omit<ComponentPropsWithRef<'button'>, keyof UnstyledButtonProps>

/** A button in a row, and beside a list. It looks like a link, so that the rows stay quiet. */
export function RowAction(props: RowActionProps) {
  return <UnstyledButton className={classes.action ?? ''} {...props} />
}
