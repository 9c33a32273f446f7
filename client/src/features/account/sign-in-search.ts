import { matching, searchParams } from '../../lib/search-params.ts'

/** `redirect` must be a path of this site, so that a link to the sign-in page cannot lead to another site. */
export const signInSearch = searchParams({ redirect: matching(/^\/(?![/\\])/) })
