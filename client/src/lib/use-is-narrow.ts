import { useMediaQuery } from '@mantine/hooks'

/** Whether a table's row would have to be scrolled sideways here (WCAG 1.4.10): then it becomes a card. */
export function useIsNarrow(): boolean {
  return useMediaQuery('(max-width: 56em)', undefined, { getInitialValueInEffect: false })
}
