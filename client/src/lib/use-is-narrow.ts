import { useMediaQuery } from '@mantine/hooks'

/** Returns whether the window is too narrow for a table without sideways scrolling (WCAG 1.4.10); then pages show cards. */
export function useIsNarrow(): boolean {
  return useMediaQuery('(max-width: 56em)', undefined, { getInitialValueInEffect: false })
}
