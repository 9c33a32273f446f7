import { describeCodePoint, describeMarker, type Marker, segmentText } from '../lib/untrusted-text.ts'
import classes from './untrusted-text.module.css'

/** Shows text from outside as text; `segmentText` makes hidden parts visible. `bdi` keeps its writing direction inside. */
export function UntrustedText({ text }: { text: string }) {
  return (
    <bdi>
      {segmentText(text).map((segment) => {
        if (segment.kind === 'text') return segment.source
        if (segment.kind === 'marker') return <MarkerChip key={segment.at} marker={segment.marker} />
        return <InvisibleChip key={segment.at} codePoint={segment.codePoint} count={segment.count} />
      })}
    </bdi>
  )
}

export function MarkerChip({ marker }: { marker: Marker }) {
  return (
    <span className={`${classes.chip} ${marker.action === 'redacted' ? classes.redacted : classes.cut}`}>
      {describeMarker(marker)}
    </span>
  )
}

function InvisibleChip({ codePoint, count }: { codePoint: number; count: number }) {
  return (
    <span className={classes.chip}>
      {describeCodePoint(codePoint)}
      {count > 1 && ` ×${count}`}
    </span>
  )
}
