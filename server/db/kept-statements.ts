/** Statements that one connection keeps prepared. A MySQL server keeps 16,382 for all its connections by default. */
export const KEPT_STATEMENTS = 250

/**
 * Parameters of one that is kept: enough for the rows of a page. Those with more are made by the size of a batch, so that they
 * seldom come again, and each costs memory by its parameters: mysql2 keeps a description of each, and SQLite its value.
 */
export const KEPT_PARAMETERS = 60
