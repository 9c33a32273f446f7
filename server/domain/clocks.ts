/** Seconds by which the clocks of processes, and that of the database, may differ. */
export const CLOCKS_MAY_DIFFER = 5
