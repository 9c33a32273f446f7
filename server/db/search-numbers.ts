/**
 * The number that the first ticket of an organization gets in the search index. Later tickets get the numbers above it, and
 * tickets from before there was an index those below it, so that the order of the numbers is the order of time.
 */
export const FIRST_NUMBER = 2 ** 30
