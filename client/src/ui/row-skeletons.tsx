import { Skeleton, Stack } from '@mantine/core'

const ROWS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']

/** Stands in the place of a list that is loading. */
export function RowSkeletons({ label }: { label: string }) {
  return (
    <Stack gap={1} component="output" aria-label={label}>
      {ROWS.map((row) => (
        <Skeleton key={row} height={44} />
      ))}
    </Stack>
  )
}
