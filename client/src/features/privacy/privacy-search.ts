import { searchParams, text, uuid } from '../../lib/search-params.ts'

/** Whom the page is about to erase. */
export const privacySearch = searchParams({ user: uuid, email: text(254) })
