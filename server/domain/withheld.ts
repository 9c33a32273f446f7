import { redactedMarker } from '#sdk/wire/markers.ts'

/** What stands in place of a value that staff took out of a ticket. */
export const WITHHELD = redactedMarker('withheld')
