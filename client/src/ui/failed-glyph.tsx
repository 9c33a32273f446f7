/** The shape of a failure, 16 pixels: an octagon with a cross. A word stands beside it. */
export function FailedGlyph() {
  return (
    <svg
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      aria-hidden
      style={{ flex: 'none', color: 'var(--desk-failed)' }}
    >
      <path d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z" fill="currentColor" />
      <path d="m5.6 5.6 4.8 4.8m0-4.8-4.8 4.8" stroke="var(--mantine-color-body)" strokeWidth="1.6" />
    </svg>
  )
}
