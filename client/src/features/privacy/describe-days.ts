/** For how long tickets are kept, in words. */
export function describeDays(days: number | null): string {
  if (days === null) return 'without an end'
  return days === 1 ? '1 day' : `${days.toLocaleString('en')} days`
}
