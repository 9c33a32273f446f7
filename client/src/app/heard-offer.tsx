import { useEffect } from 'react'
import { announce } from '../lib/announce.ts'
import type { UndoOffer } from '../lib/undo-offer.ts'

/** In place of an offer to undo whose code is missing: the change is still heard, and the ticket's history can undo it. */
export function HeardOffer({ offer }: { offer: UndoOffer }) {
  useEffect(() => announce(offer.message), [offer.message])
  return null
}
